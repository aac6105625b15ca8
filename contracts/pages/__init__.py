"""Pages as people see them: pictures of pages, and where on a page a passage of the text stands. Knows no Django."""
