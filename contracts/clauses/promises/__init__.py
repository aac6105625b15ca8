"""The promises that the checker knows, one module a subject. `finding.RULES` gathers them."""
