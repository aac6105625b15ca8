"""Pages of decisions, hearings, their letters, and the register of directory information."""
