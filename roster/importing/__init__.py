"""The roster's files: reading them, planning what they would change, and taking them over (docs/roster.md)."""
