"""Asking: the start page, the questions one a page, drafts, and whether the e-mail address is theirs."""
