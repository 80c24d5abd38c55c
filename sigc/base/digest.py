"""The fingerprint of some bytes.

Promise: equal bytes, equal text, on every machine. May import: nothing of ours."""

from __future__ import annotations

try:  # what hashlib gives; hashlib itself loads OpenSSL first, which takes longer than a check without changes
    from _blake2 import blake2b
except ImportError:  # a Python that is built another way
    from hashlib import blake2b


def digest(data: bytes) -> str:
    """BLAKE2b, 128 bits, in hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()
