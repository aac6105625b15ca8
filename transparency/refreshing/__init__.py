"""The public page, reviewed by the days of the law: what is looked at, who attests it, and whether that was late."""
