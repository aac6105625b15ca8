"""What proves what was public, for anybody: the page of each publication, its signature, a statement as PDF."""
