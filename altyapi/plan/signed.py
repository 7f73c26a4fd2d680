"""What is let go by signatures as a plan is, and for a time: a release, an order for cameras."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from altyapi import canonicalfile
from altyapi.moment import Moment
from altyapi.plan import approval
from altyapi.plan.admission import SLACK
from altyapi.plan.approval import Approval
from altyapi.plan.policy import ChangePolicy


class Signed(canonicalfile.Reviewed):
    """The head of such a file. Times are ISO 8601 with offset."""

    schema_version: Literal[1] = 1
    created: Moment
    expires: Moment
    author: str
    reason: str
    evrak: str
    approvals_needed: int = Field(ge=0)
    author_signature_needed: bool

    def untimely(self, policy: ChangePolicy, now: datetime) -> str:
        """Why it counts no longer, or not yet, by its dates; empty where it does."""
        created, expires = datetime.fromisoformat(self.created), datetime.fromisoformat(self.expires)
        if now >= expires or created > now + SLACK:
            return f"valid from {self.created} to {self.expires}"
        if expires - created > timedelta(hours=policy.plan.expires_hours):
            return f"valid for longer than {policy.plan.expires_hours:g} h"
        return ""

    def demand(self, file: Path, allowed_signers: Path, policy: ChangePolicy, needed: int) -> tuple[Approval, ...]:
        """The signatures that let it go: as many as the stricter of it and the policy asks for, which is `needed` by the policy as it is
        now. Raises NotApproved, AuthorUnproven, PlanChanged."""
        author_signs = self.author_signature_needed or policy.approvals.author_signature
        needed = max(self.approvals_needed, needed)
        return approval.demand(self, file, allowed_signers, needed, author_signs=author_signs)
