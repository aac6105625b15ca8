"""A second person who looks at the same difference before it is published, where the district wants one."""
