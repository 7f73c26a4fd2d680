"""The steps of camera.discover: may it, search, ask who they are, compare, propose."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address
from pathlib import Path

from altyapi.audit import policy as audit_policy
from altyapi.camera import behind, identify, policy, probe
from altyapi.camera.faults import PrefixUnreadable, RangeNotAllowed, TooManyAddresses
from altyapi.camera.model import cameras
from altyapi.camera.policy import FILE, Probing
from altyapi.cli import planning, snapshots, writing
from altyapi.cli.camera.watch import logins
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.facts import gather, proposal
from altyapi.facts.proposal import Unread
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import camera_found as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from netbox_sync.files import write_atomically
from netbox_sync.model import Snapshot

NAMED = 3
"""Switches that an error names."""


def discover(out: Output, configured: Settings, prefixes: str, *, file: str, multicast: bool, ports: bool) -> int:
    """One search. Raises PrefixUnreadable, RangeNotAllowed, TooManyAddresses before anything is sent."""
    rules = policy.load(configured.policy_dir)
    wanted = _wanted(prefixes, rules.probing, configured.policy_dir / FILE)
    target = Path(file) if file else configured.state_dir / "camera" / "found" / f"{now():%Y%m%dT%H%M%S}.json"
    proposal.check_target(target)
    taken = snapshots.load(out, configured)
    audit = audit_policy.load(configured.policy_dir)
    known = cameras(taken, rules, audit, configured.os_version_field)
    count = len(probe.addresses(wanted))
    with Progress(out, out.say("camera.probing"), count) as progress:
        answered = probe.search(wanted, rules, multicast=multicast, on_probe=progress.step)
    at = identify.known_at(known)
    pairs = [(at[one.address], one) for one in answered if one.address in at]
    asked = identify.ask(pairs, rules, configured.known_hosts, logins(out, configured))
    unread = tuple(
        Unread(device=name, code=error.code, problem=error.message(out.language), remedy=error.remedy(out.language))
        for name, error in sorted(asked.silent.items())
    )
    places: dict[str, behind.Place] = {}
    if ports:
        there = [one for one in known if _within(one.host, wanted) or _within(one.address, wanted)]
        told, silent_switches = _switches(out, configured, taken, behind.switches(taken, audit, there))
        places = behind.places(told, taken, rules, audit)
        unread += silent_switches
    made = writing.proposed(configured, taken, prefixes, asked.told, unread)
    found = identify.findings(answered, known, asked.told, taken) + behind.findings(known, asked.told, places)
    sheet = None
    if any(map(identify.enterable, found)):
        sheet = target.parent / target.stem / "kameralar.csv"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(sheet, identify.sheet(found, known, out.language))
    if not made.clean:
        proposal.save(made, target)
    silent = [one.name for one in known if one.in_service and one.address and _inside(one.address, wanted, answered)]
    view.found(out, answered, found, made, target, sheet, silent)
    return DONE if made.clean and not found else PENDING


def accept(
    out: Output, configured: Settings, file: str, *, accept: str, all_fills: bool, reason: str, evrak: str
) -> int:
    """As netbox.facts --apply does it: the proposal is one of facts."""
    return writing.apply(out, configured, Path(file), accept, all_fills=all_fills, reason=reason, evrak=evrak)


def _wanted(text: str, rules: Probing, file: Path) -> list[IPv4Network]:
    found: list[IPv4Network] = []
    for word in text.replace(",", " ").split():
        try:
            found.append(IPv4Network(word))
        except ValueError as error:
            raise PrefixUnreadable(prefix=word, problem=str(error)) from error
    for prefix in found:
        if not rules.allows(prefix):
            allowed = ", ".join(map(str, rules.allowed)) or "-"
            raise RangeNotAllowed(prefix=prefix, allowed=allowed, file=file)
    count = sum(prefix.num_addresses for prefix in found)
    if count > rules.addresses_max:
        raise TooManyAddresses(count=count, most=rules.addresses_max, file=file)
    return found


def _switches(
    out: Output, configured: Settings, taken: Snapshot, names: tuple[str, ...]
) -> tuple[dict[str, behind.Told], tuple[Unread, ...]]:
    """What each says of what stands behind its ports; those of platforms that are not known here are told."""
    if not names:
        out.note(out.say("camera.found.no-switches"))
        return {}, ()
    inside, outside = gather.readable(taken, names, ",".join(names[:NAMED]))
    if outside:
        out.note(out.say("facts.outside", count=len(outside), kinds=planning.kinds(taken, outside)))
    store = SecretStore.from_settings(configured)
    with Progress(out, out.say("facts.reading"), len(inside)) as progress:
        return gather.ask(taken, inside, behind.ask, store, configured, out.language, progress.step)


def _within(address: str | None, wanted: list[IPv4Network]) -> bool:
    """A host may be a name."""
    try:
        return address is not None and any(ip_address(address) in prefix for prefix in wanted)
    except ValueError:
        return False


def _inside(address: str, wanted: list[IPv4Network], answered: tuple[probe.Answered, ...]) -> bool:
    """Whether it was asked and said nothing."""
    return _within(address, wanted) and address not in {one.address for one in answered}
