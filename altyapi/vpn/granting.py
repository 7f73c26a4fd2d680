"""Giving, changing and taking away access: written down, done in NetBox, recorded; or finished or taken back by the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from altyapi.errors import ToolkitError
from altyapi.evidence.access import AccessAction
from altyapi.evidence.chain import Entry
from altyapi.vpn import peer, recording, rows
from altyapi.vpn.checking import Order
from altyapi.vpn.faults import GrantChanged, LostRace
from altyapi.vpn.peer import Peer
from altyapi.vpn.pending import AWAY, Pending, Step, Wanted, new_id, retired, wanted
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.client import NetBox, Row
from netbox_sync.faults import NetBoxDown
from netbox_sync.ipam import addresses
from netbox_sync.ipam.faults import AnswerLost


@dataclass(frozen=True)
class Ground:
    """What every step stands on. `chain`: the evidence's file; `snapshot`: the last one's."""

    netbox: NetBox
    policy: VpnPolicy
    state_dir: Path
    chain: Path
    by: str
    clock: Callable[[], datetime]
    snapshot: Path
    grace_s: float = addresses.GRACE_S

    @property
    def pending(self) -> Pending:
        return Pending(self.state_dir)


@dataclass(frozen=True)
class Done:
    """What came of a step. `lost`: grants that somebody else gave at the same time; `waits`: why the rest of it is left to the next
    run; `evidence`: number of its record, 0 where it has none yet."""

    step: Step
    lost: tuple[LostRace, ...] = ()
    waits: ToolkitError | None = None
    evidence: int = 0

    @property
    def grants(self) -> tuple[Wanted, ...]:
        return self.step.grants


Hand = Callable[[Sequence[Wanted]], None]
"""Hands the private halves of these grants over; raises OSError and ToolkitError."""


def grant(
    ground: Ground, orders: Sequence[Order], *, reason: str, evrak: str, hand: Hand | None = None
) -> Iterator[Done]:
    """Gives access, pool by pool, at most `addresses.AT_ONCE` in one step: those stand or none of them. `hand`, where the pairs were
    made here, is called once their addresses are known; what it can't hand over is taken back.

    Raises PoolMissing, PoolExhausted, AnswerLost, and what the client raises; the steps that were given out before stand.
    """
    for prefix, some in _by_pool(ground, orders):
        for start in range(0, len(some), addresses.AT_ONCE):
            yield _granted(ground, prefix, some[start : start + addresses.AT_ONCE], reason, evrak, hand)


def change(
    ground: Ground,
    action: AccessAction,
    changes: Iterable[Wanted],
    *,
    reason: str,
    evrak: str,
) -> Iterator[Done]:
    """Changes grants that stand, as their `changes` say. NetBox down: the step waits for the next run (`Done.waits`). Raises
    GrantChanged and what the client raises."""
    some = list(changes)
    for start in range(0, len(some), addresses.AT_ONCE):
        step = _step(ground, action, some[start : start + addresses.AT_ONCE], reason, evrak)
        with ground.pending.begin(step):
            yield _changed(ground, step)


def take_away(ground: Ground, step: Step, some: Iterable[Peer], why: ToolkitError | None = None) -> Done:
    """Goes on with a revocation that was written down before anybody was cut off: `some` are its grants as NetBox has them now, or as
    they were known where it could not be asked (`why`). The step's file is held by the caller. Raises GrantChanged."""
    step = step.model_copy(update={"grants": tuple(map(retired, some))})
    if why is None:
        return go_on(ground, step)
    ground.pending.update(step)
    return Done(step, waits=why)


def rekeying(ground: Ground, one: Wanted, *, reason: str, evrak: str, handed: bool) -> Step:
    """A new key in the place of one that is cut off at once: to be written down before the cut. Whatever comes between, NetBox is given
    the new key: a key that reached nobody lets nobody in, the old one would let in whoever has the lost device."""
    return _step(ground, "rotate", [one], reason, evrak, handed=handed, cut=True)


def go_on(ground: Ground, step: Step) -> Done:
    """The rest of a step that was written down before anybody was cut off; its file is held by the caller. Raises GrantChanged."""
    ground.pending.update(step)
    return _changed(ground, step)


def settle(ground: Ground) -> Iterator[Done]:
    """Goes on with what earlier runs left: what NetBox holds of it is recorded, or taken back where its private key reached nobody.
    What runs at this moment is left alone, and what another NetBox was asked for."""
    for file in ground.pending.files():
        with ground.pending.take(file) as step:
            if step is None or step.netbox_url != ground.netbox.url:
                continue
            try:
                done = _settled(ground, step)
            except GrantChanged as error:  # given up: a person decided otherwise meanwhile
                done = Done(step.model_copy(update={"grants": ()}), waits=error)
            if done is not None:
                yield done


def extended(one: Peer, until: date, evrak: str) -> Wanted:
    fields = {peer.UNTIL: until.isoformat(), peer.EVRAK: evrak}
    return wanted(one, {"custom_fields": fields}, until=until, evrak=evrak)


def rekeyed(one: Peer, key: str) -> Wanted:
    return wanted(one, {"custom_fields": {peer.KEY: key}}, public_key=key)


def _by_pool(ground: Ground, orders: Sequence[Order]) -> Iterator[tuple[Row, list[Order]]]:
    """The orders by their pool's prefix, every pool looked up before anything is taken."""
    found: dict[int, tuple[Row, list[Order]]] = {}
    known: dict[str, Row] = {}
    for order in orders:
        pool = ground.policy.profiles[order.profile].pool
        prefix = known.setdefault(pool.told, known.get(pool.told) or rows.prefix_of(ground.netbox, pool))
        found.setdefault(prefix["id"], (prefix, []))[1].append(order)
    yield from found.values()


def _granted(ground: Ground, prefix: Row, orders: Sequence[Order], reason: str, evrak: str, hand: Hand | None) -> Done:
    asked = [_asked(ground, order) for order in orders]
    step = _step(ground, "grant", asked, reason, evrak or _common(orders), handed=hand is None)
    bodies = [_body(ground, order, step) for order in orders]
    with ground.pending.begin(step):
        try:
            taken = addresses.take(ground.netbox, prefix, bodies, key=peer.KEY, grace_s=ground.grace_s)
        except AnswerLost:
            raise  # the next run looks what came of it
        except ToolkitError:
            ground.pending.done(step)
            raise
        held = [one.model_copy(update=_of(row)) for one, row in zip(asked, taken, strict=True)]
        step = step.model_copy(update={"grants": tuple(held)})
        ground.pending.update(step)
        lost = _races(ground, held)
        if lost:
            addresses.give_back(ground.netbox, [{"id": number} for number in lost])
            step = step.model_copy(update={"grants": tuple(one for one in held if one.netbox_id not in lost)})
            ground.pending.update(step)
        if hand is not None and step.grants:
            try:
                hand(step.grants)
            except BaseException:
                _taken_back(ground, step)
                raise
            step = step.model_copy(update={"handed": True})
            ground.pending.update(step)
        return _finished(ground, step, tuple(lost.values()))


def _common(orders: Sequence[Order]) -> str:
    """The document of all of them; none where they stand on several, as each grant's record tells its own."""
    documents = {order.evrak for order in orders}
    return documents.pop() if len(documents) == 1 else ""


def _asked(ground: Ground, order: Order) -> Wanted:
    return Wanted(
        person=order.person.id,
        person_id=order.person.name,
        department=order.department.slug,
        profile=order.profile,
        provider=ground.policy.profiles[order.profile].provider,
        public_key=order.public_key,
        until=order.until,
        evrak=order.evrak,
    )


def _body(ground: Ground, order: Order, step: Step) -> dict[str, Any]:
    """No person's name: DNS and description are seen by many who need not know whose access it is."""
    profile = ground.policy.profiles[order.profile]
    suffix = f".{ground.policy.dns_suffix}" if ground.policy.dns_suffix else ""
    return {
        "status": peer.LIVE,
        "tenant": order.department.id,
        "dns_name": f"vpn-{order.profile}-{order.person.id}{suffix}",
        "description": f"VPN: {profile.title}"[:200],
        "custom_fields": {
            peer.PROFILE: order.profile,
            peer.PROVIDER: profile.provider,
            peer.KEY: order.public_key,
            peer.PERSON: order.person.id,
            peer.UNTIL: order.until.isoformat(),
            peer.EVRAK: order.evrak,
        },
        "changelog_message": recording.message(step.action, order.reason or step.reason, order.evrak),
    }


def _step(
    ground: Ground,
    action: AccessAction,
    grants: Iterable[Wanted],
    reason: str,
    evrak: str,
    *,
    handed: bool = True,
    cut: bool = False,
) -> Step:
    return Step(
        id=new_id(),
        action=action,
        at=ground.clock().isoformat(timespec="seconds"),
        by=ground.by,
        reason=reason,
        evrak=evrak,
        netbox_url=ground.netbox.url,
        grants=tuple(grants),
        handed=handed,
        cut=cut,
    )


def _of(row: Row) -> dict[str, Any]:
    return {"netbox_id": row["id"], "address": peer.host(row["address"])}


def _races(ground: Ground, held: Sequence[Wanted]) -> dict[int, LostRace]:
    """Of two that were given at the same moment the older one stands, whoever looks."""
    mine = {one.netbox_id for one in held}
    found: dict[int, LostRace] = {}
    by_person: dict[tuple[int | None, str], Peer] = {}
    by_key: dict[str, Peer] = {}
    live = [one for one in rows.of_persons(ground.netbox, [one.person for one in held]) if one.live]
    for one in sorted(
        (*live, *rows.of_keys(ground.netbox, [one.public_key for one in held])), key=lambda one: one.netbox_id
    ):
        if one.live:
            by_person.setdefault((one.person, one.profile), one)
        by_key.setdefault(one.public_key, one)
    for own in held:
        for first in (by_person.get((own.person, own.profile)), by_key.get(own.public_key)):
            if first is not None and first.netbox_id < own.netbox_id and first.netbox_id not in mine:
                found[own.netbox_id] = LostRace(person=own.person_id, profile=own.profile, address=first.host)
    return found


def _taken_back(ground: Ground, step: Step) -> Done:
    """Grants that never came into use are no records to be kept in NetBox; the evidence tells of them."""
    addresses.give_back(ground.netbox, [{"id": one.netbox_id} for one in step.grants if one.netbox_id])
    return _finished(ground, step.model_copy(update={"id": f"{step.id}-withdraw", "action": "withdraw"}), (), of=step)


def _changed(ground: Ground, step: Step) -> Done:
    try:
        there = {one.netbox_id: one for one in rows.of_numbers(ground.netbox, [one.netbox_id for one in step.grants])}
        step, refused = _as_it_was(step, there)
        said = recording.message(step.action, step.reason, step.evrak)
        ground.netbox.update_many(
            addresses.PATH,
            [{"id": one.netbox_id, **one.changes, "changelog_message": said} for one in step.grants],
        )
    except ToolkitError as error:
        off = step.action == "revoke" or step.cut
        if isinstance(error, NetBoxDown) or (off and not isinstance(error, GrantChanged)):
            return Done(step, waits=error)  # whoever has been cut off stays off until NetBox has it too
        if step.cut:  # a snapshot of before somebody changed it in NetBox has the old key still
            _recorded(ground, step, given_up=True)
        ground.pending.done(step)
        raise
    done = _finished(ground, step, ())
    if refused is not None:
        raise refused
    return done


def _as_it_was(step: Step, there: Mapping[int, Peer]) -> tuple[Step, GrantChanged | None]:
    """The step without what somebody changed meanwhile, and the first of that. Taking away goes on for the others; of any other step
    it is all or nothing: raises GrantChanged."""
    sound, refused = [], None
    for one in step.grants:
        try:
            _unchanged(one, there.get(one.netbox_id), step)
        except GrantChanged as error:
            if step.action not in AWAY:
                raise
            refused = refused or error
        else:
            sound.append(one)
    return step.model_copy(update={"grants": tuple(sound)}), refused


def _unchanged(wanted: Wanted, held: Peer | None, step: Step) -> None:
    """Raises GrantChanged where somebody changed meanwhile what the step goes by."""
    if held is None:
        raise GrantChanged(address=wanted.address, field="status", found="-")
    if held.public_key not in (wanted.was_key, wanted.public_key):
        raise GrantChanged(address=wanted.address, field=peer.KEY, found=held.public_key or "-")
    if not held.live and step.action not in AWAY:
        raise GrantChanged(address=wanted.address, field="status", found=held.status)


def _finished(ground: Ground, step: Step, lost: tuple[LostRace, ...], of: Step | None = None) -> Done:
    """Recorded; `of` is the step whose file goes then, where it is another one."""
    if not step.grants:
        ground.pending.done(of or step)
        return Done(step, lost)
    evidence = _recorded(ground, step)
    try:
        recording.note(ground.netbox, step, evidence)
    except NetBoxDown as error:
        return Done(step, lost, error, evidence.link.number)
    ground.pending.done(of or step)
    return Done(step, lost, None, evidence.link.number)


def _recorded(ground: Ground, step: Step, *, given_up: bool = False) -> Entry:
    later = recording.later_than(ground.clock(), ground.snapshot)
    return recording.record(ground.chain, step, ground.policy.digest, later, given_up=given_up)


def _settled(ground: Ground, step: Step) -> Done | None:
    if step.action != "grant":
        return _changed(ground, step)
    held = {one.public_key: one for one in rows.of_keys(ground.netbox, [one.public_key for one in step.grants])}
    there = tuple(
        one.model_copy(update={"netbox_id": own.netbox_id, "address": own.address})
        for one in step.grants
        if (own := held.get(one.public_key)) is not None and own.person == one.person
    )
    if not there and datetime.fromisoformat(step.at) + timedelta(seconds=ground.grace_s) > ground.clock():
        return None  # NetBox may still be at work on it
    step = step.model_copy(update={"grants": there})
    return _finished(ground, step, ()) if step.handed else _taken_back(ground, step)
