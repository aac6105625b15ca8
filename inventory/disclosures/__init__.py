"""The register of recipients beside operators, and what covers each (A6; Illinois director 4)."""
