"""vpn.revoke: out of the live tunnels first, by what the last snapshot knows of the person; then NetBox, which has the last word.

Whatever is loaded or asked before the cut is time in which somebody is still connected: only what the cut needs stands at the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from altyapi.account import operator
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.cli.vpn import cutting
from altyapi.cli.vpn.cutting import Cutting
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.vpn import choosing, peer, policy
from altyapi.vpn.faults import GrantUnclear, GrantUnknown
from altyapi.vpn.owed import Owed
from altyapi.vpn.peer import Peer
from altyapi.vpn.pending import Pending, Step, new_id, retired
from altyapi.vpn.policy import VpnPolicy
from netbox_sync import snapshot
from netbox_sync.model import Snapshot

KNOWN_BY = ("contacts", "devices", "ip_addresses")
"""The tables of a snapshot that tell whose key is in which gateway's tunnel, and how that is reached."""


@dataclass(frozen=True)
class Asked:
    """Whose access, in the user's words, and why."""

    word: str
    profile: str
    every: bool
    reason: str
    evrak: str

    def of(self, grants: Sequence[Peer]) -> tuple[Peer, ...]:
        """Raises GrantUnknown and GrantUnclear."""
        return choosing.meant(grants, self.word, self.profile, every=self.every)


def show(out: Output, configured: Settings, asked: Asked) -> int:
    """What would be taken away."""
    from altyapi.cli.vpn import ground, keeping
    from altyapi.view import vpn as view

    _check_evrak(configured, asked.evrak)
    rules, grants = ground.held(out, configured)
    some = asked.of(grants)
    view.changes(out, "revoke", some, rules)
    return keeping.dry(out, some)


def revoke(out: Output, configured: Settings, asked: Asked) -> int:
    """On the gateways at once, in NetBox now or as soon as it answers. The step is written down before the cut: if this run is
    killed in between, the next one goes on with it. Exit code 2 where somebody may still be connected: that is owed, and tried again."""
    configured.need_netbox()
    _check_evrak(configured, asked.evrak)
    rules = policy.load(configured.policy_dir)
    taken, known = _known(configured, asked)
    step = begun(configured, asked.reason, asked.evrak, known)
    with Pending(configured.state_dir).begin(step):
        early = Cutting(whole=True)
        if taken is not None:
            early = cutting.at_once(configured, rules, known, taken, reason=asked.reason, evrak=asked.evrak)
            cutting.tell(out, configured, early, reason=asked.reason, evrak=asked.evrak)
        return _then_netbox(out, configured, rules, asked, known, step, early)


def _check_evrak(configured: Settings, evrak: str) -> None:
    if evrak:
        from altyapi.cli import writing

        writing.check_evrak(configured, evrak)


def _known(configured: Settings, asked: Asked) -> tuple[Snapshot | None, tuple[Peer, ...]]:
    """The standing grants that are meant, as far as the last snapshot tells; NetBox tells the rest."""
    try:
        taken = snapshot.load(configured.snapshot, KNOWN_BY)
        return taken, tuple(one for one in asked.of(peer.grants(taken)) if one.live)
    except ToolkitError:
        return None, ()


def begun(configured: Settings, reason: str, evrak: str, known: Sequence[Peer]) -> Step:
    """To be written down before anybody is cut off: a run that is killed after it is gone on with."""
    return Step(
        id=new_id(),
        action="revoke",
        at=now().isoformat(timespec="seconds"),
        by=operator(),
        reason=reason,
        evrak=evrak,
        netbox_url=(configured.netbox_url or "").rstrip("/").removesuffix("/api"),
        grants=tuple(map(retired, known)),
    )


def _then_netbox(
    out: Output,
    configured: Settings,
    rules: VpnPolicy,
    asked: Asked,
    known: tuple[Peer, ...],
    step: Step,
    early: Cutting,
) -> int:
    """What NetBox holds is what is taken back; a grant that the snapshot did not know is cut off before."""
    from altyapi.cli.vpn import ground as grounds
    from altyapi.cli.vpn import keeping
    from altyapi.view import vpn as view
    from altyapi.vpn import granting, rows

    code, why = DONE, None
    with grounds.opened(out, configured) as ground:
        try:
            some = asked.of(rows.every(ground.netbox))
        except GrantUnclear as error:
            # more of the person's than the snapshot knew: those that are cut off are taken back, of the others somebody has to say
            some = tuple(one for one in known if early.cuts)
            if not some:
                Owed(configured.state_dir).undo(early.before)
                ground.pending.done(step)
                raise
            out.fault(error)
            code = ERROR
        except GrantUnknown:
            ground.pending.done(step)
            raise
        except ToolkitError as error:
            why = error
            some = known or _last(configured, asked, ground.pending, step)
        view.changes(out, "revoke", some, rules)
        late = [one for one in some if one.public_key not in {each.public_key for each in known}]
        cut = early.and_(cutting.cut(out, configured, rules, late, reason=asked.reason, evrak=asked.evrak))
        done = granting.take_away(ground, step, some, why)
        ended = keeping.ended(out, ground, [done], asked.reason, asked.evrak, cut)
        return code or (ended if cut.sure else PENDING)


def _last(configured: Settings, asked: Asked, pending: Pending, step: Step) -> tuple[Peer, ...]:
    """NetBox can't be asked, and the cut went by nothing: why, or whom. Raises GrantUnknown, GrantUnclear, SnapshotError."""
    try:
        return asked.of(peer.grants(snapshot.load(configured.snapshot, KNOWN_BY)))
    except ToolkitError:
        pending.done(step)
        raise
