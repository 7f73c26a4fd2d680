"""Secrets: where they come from, how they stand in text, and whether a device holds the current ones."""

from altyapi.secrets.reference import references, token

__all__ = ["references", "token"]
