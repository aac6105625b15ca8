"""Files that come from outside, whoever sends them: looked at by content, in a process of their own."""
