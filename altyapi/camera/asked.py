"""Why cameras are given another password or firmware, and who wants it: what the evidence of it has to tell."""

from __future__ import annotations

import json

from pydantic import ValidationError

from altyapi.plan.approval import Approval
from netbox_sync.model import Frozen


class Asked(Frozen):
    """`order` and `approvals` are of the order that a second person signed, where there is one."""

    by: str = ""  # the operator
    reason: str = ""
    evrak: str = ""
    order: str = ""
    approvals: tuple[Approval, ...] = ()

    def kept(self) -> str:
        """As one line of ASCII, which every file can hold."""
        return json.dumps(self.model_dump(mode="json"))


def read(kept: str) -> Asked | None:
    """What `Asked.kept` wrote; None where it was another version's, as a camera's password must not wait for that."""
    try:
        return Asked.model_validate_json(kept)
    except ValidationError:
        return None
