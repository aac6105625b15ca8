"""What staff may use: the approved list, its search, and its copy on the staff's intranet (B4)."""
