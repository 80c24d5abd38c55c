"""Decide which team owns a customer's mail and how urgent it is."""

from .program import PACKAGE, Main, Team, main, main_async

configure = PACKAGE.configure

__all__ = ["PACKAGE", "Main", "Team", "configure", "main", "main_async"]
