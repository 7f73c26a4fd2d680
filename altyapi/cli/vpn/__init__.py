"""inv vpn.*: remote access, from a written request to a working tunnel and back."""

from altyapi.cli.vpn.authority import authority
from altyapi.cli.vpn.changing import expire, extend, leavers, revoke, rotate
from altyapi.cli.vpn.giving import add, bulk, template
from altyapi.cli.vpn.links import links
from altyapi.cli.vpn.status import status
from altyapi.cli.vpn.watching import list_, review, show

__all__ = [
    "add",
    "authority",
    "bulk",
    "expire",
    "extend",
    "leavers",
    "links",
    "list_",
    "review",
    "revoke",
    "rotate",
    "show",
    "status",
    "template",
]
