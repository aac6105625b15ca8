"""What is run within the environment, after it was made: it may import what is installed there, as the rest may not."""
