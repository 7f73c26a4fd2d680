"""The steps of camera.discover: may it, search, ask who they are, compare, propose."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address
from pathlib import Path

from altyapi.audit import policy as audit_policy
from altyapi.camera import identify, policy, probe
from altyapi.camera.faults import PrefixUnreadable, RangeNotAllowed, TooManyAddresses
from altyapi.camera.model import cameras
from altyapi.camera.policy import FILE, Probing
from altyapi.cli import snapshots, writing
from altyapi.cli.camera.watch import logins
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.facts import proposal
from altyapi.facts.proposal import Unread
from altyapi.settings import Settings
from altyapi.view import camera_found as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from netbox_sync.files import write_atomically


def discover(out: Output, configured: Settings, prefixes: str, *, file: str, multicast: bool) -> int:
    """One search. Raises PrefixUnreadable, RangeNotAllowed, TooManyAddresses before anything is sent."""
    rules = policy.load(configured.policy_dir)
    wanted = _wanted(prefixes, rules.probing, configured.policy_dir / FILE)
    target = Path(file) if file else configured.state_dir / "camera" / "found" / f"{now():%Y%m%dT%H%M%S}.json"
    proposal.check_target(target)
    taken = snapshots.load(out, configured)
    known = cameras(taken, rules, audit_policy.load(configured.policy_dir), configured.os_version_field)
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
    made = writing.proposed(configured, taken, prefixes, asked.told, unread)
    found = identify.findings(answered, known, asked.told, taken)
    sheet = None
    unknown = [one for one in found if one.kind == "unknown"]
    if unknown:
        sheet = target.parent / target.stem / "kameralar.csv"
        sheet.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(sheet, identify.sheet(unknown, out.language))
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


def _inside(address: str, wanted: list[IPv4Network], answered: tuple[probe.Answered, ...]) -> bool:
    """Whether it was asked and said nothing."""
    inside = any(
        prefix.supernet_of(IPv4Network(address)) for prefix in wanted if ip_address(address).version == prefix.version
    )
    return inside and address not in {one.address for one in answered}
