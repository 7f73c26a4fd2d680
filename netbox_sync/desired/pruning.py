"""What lies in the scope that the files speak of and is not named by them."""

from __future__ import annotations

from collections.abc import Sequence

from netbox_sync.client import NetBox
from netbox_sync.desired.difference import Removal
from netbox_sync.desired.holdings import Holdings
from netbox_sync.desired.kinds import KINDS
from netbox_sync.desired.resolving import Resolver
from netbox_sync.desired.wanted import Wanted
from netbox_sync.model import Frozen


class Prune(Frozen):
    """What may be deleted: at most `limit` objects of a kind and `share` (0 to 1) of those that NetBox holds of it."""

    limit: int = 50
    share: float = 0.1
    whole: frozenset[str] = frozenset()

    def add_fields(self, fields: dict[str, set[str]], wanted: Sequence[Wanted]) -> None:
        """Adds what has to be read to tell what lies in scope."""
        for endpoint in {one.endpoint for one in wanted}:
            kind = KINDS[endpoint]
            fields[endpoint].update(name for name in (kind.within, *kind.keys[0]) if name)


def removals(netbox: NetBox, prune: Prune, holdings: Holdings, resolver: Resolver) -> tuple[Removal, ...]:
    del netbox, prune, holdings, resolver
    return ()
