"""The installation's signature under what it publishes. Reads: selectors; writes: services; docs/proof.md."""
