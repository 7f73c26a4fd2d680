"""inv vpn.*: remote access, from a written request to a working tunnel and back."""

from altyapi.cli.vpn.giving import add

__all__ = ["add"]
