"""The law as data: packs of dated, cited rules, and the reckoning of the dates they set. Knows no Django and no database."""
