"""What the public page as files holds of the proof: keys, chain, the signed lines and the program that checks.

The signed lines and the signature of every publication are there, so that the chain is checked from the files alone.
What an earlier publication showed (its apps.json) is as large as the list, and stays at the installation.
"""

import base64
from collections.abc import Iterator

from transparency.proving.views import chain_written, program
from transparency.signing.keys import public_pem
from transparency.signing.selectors import keys_told, publications_told, signature_of
from transparency.versions import Version


def proof_files(version: Version) -> Iterator[tuple[str, bytes]]:
    """(path, content) of each; nothing but the program before the first publication that was signed."""
    yield "proof/proof.py", program()
    signed = signature_of(version.snapshot)
    if signed is None:
        return
    yield "proof/publications.json", chain_written(version)
    yield "proof/key.pem", public_pem(signed["public"]).encode()
    for key in keys_told():
        yield f"proof/keys/{key['key']}.pem", public_pem(key["public"]).encode()
    for row in publications_told():
        if row["proof"] is not None and row["number"] <= (version.snapshot_number or 0):
            yield f"proof/{row['number']}/statement.txt", row["proof"]["statement"].encode()
            yield f"proof/{row['number']}/signature", base64.b64decode(row["proof"]["signature"])
