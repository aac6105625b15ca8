"""Files of a request: gathered, looked through, freed of other pupils, given to the family."""
