"""Verify, compiled by sigc."""

from .program import PACKAGE, Verify, verify, verify_async

configure = PACKAGE.configure

__all__ = ["PACKAGE", "Verify", "configure", "verify", "verify_async"]
