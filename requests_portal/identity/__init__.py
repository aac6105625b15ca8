"""Who asks: compared with the roster, by a code to what is on record, or face to face (docs/adr/0060-identity.md)."""
