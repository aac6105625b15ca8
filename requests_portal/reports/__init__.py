"""How requests are answered, in figures: for the officer by kind, month and operator; for the board on one page."""
