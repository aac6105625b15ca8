"""The law as data: packs of dated, cited rules, and the reckoning of their dates. Knows no Django and no database."""
