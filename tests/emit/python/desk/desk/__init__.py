"""The whole desk."""

from .program import PACKAGE, Doc, Support, Team, support, support_async

configure = PACKAGE.configure

__all__ = ["PACKAGE", "Doc", "Support", "Team", "configure", "support", "support_async"]
