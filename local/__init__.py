"""Start, test and check the product on one machine. Standard library only: it runs before anything is installed."""
