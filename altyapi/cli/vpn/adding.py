"""The steps of vpn.add and vpn.bulk: check all, take the addresses, hand over, record."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from altyapi.cli import firewalling
from altyapi.cli.frame import DONE, ERROR, PENDING
from altyapi.cli.vpn import ground as grounds
from altyapi.cli.vpn.certifying import Certifier, receiver_missing
from altyapi.errors import Language
from altyapi.plan import policy as changes
from altyapi.settings import Settings
from altyapi.view import vpn as view
from altyapi.view.output import Output
from altyapi.vpn import checking, config, csr, granting, handover, instruction, keys, people, reach, rows, sheets
from altyapi.vpn.checking import Checker, Held, Order, Request
from altyapi.vpn.csr import PublicKey
from altyapi.vpn.faults import FolderTaken, KeyChoice
from altyapi.vpn.granting import Ground
from altyapi.vpn.keys import Pair
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import Profile, VpnPolicy
from netbox_sync.files import write_atomically
from netbox_sync.importer import template as templates
from netbox_sync.importer.faults import FaultKind, Findings, Place

Placed = tuple[Request, Callable[[str], Place], str]
"""A request, where each of its fields stands, and how other faults name it."""


@dataclass(frozen=True)
class Keys:
    """How keys come: from the users, or made here for these recipients."""

    made: bool = False
    recipients: Sequence[Any] = ()
    qr: bool = False
    certifiable: Mapping[str, PublicKey] = field(default_factory=dict)  # OpenVPN's, by fingerprint

    @classmethod
    def of(cls, public_key: str, for_age: str, *, new: bool, qr: bool, request: str = "") -> Keys:
        """`request`: the file of a request for a certificate. Raises KeyChoice, OptionMissing, RecipientUnusable, CsrUnusable."""
        if [new, bool(public_key), bool(request)].count(True) != 1 or (for_age and public_key):
            raise KeyChoice()
        if not public_key and not for_age:
            raise receiver_missing()
        key = csr.from_file(Path(request)) if request else None
        certifiable = {csr.fingerprint(key): key} if key is not None else {}
        return cls(new, handover.recipients(for_age) if for_age else (), qr, certifiable)

    @property
    def fingerprint(self) -> str:
        """Of the key that a request came with; empty where none did."""
        return next(iter(self.certifiable), "")

    @classmethod
    def of_many(cls, for_age: str, *, new: bool) -> Keys:
        """Of a table, whose rows may bring their keys. Raises KeyChoice and RecipientUnusable."""
        if new != bool(for_age):
            raise KeyChoice()
        return cls(new, handover.recipients(for_age) if new else ())


@dataclass(frozen=True)
class Papers:
    """Writes what the user is given: config, encrypted key, instruction."""

    out: Output
    rules: VpnPolicy
    folder: Path
    networks: Mapping[str, Sequence[str]]  # what each profile reaches, in addresses …
    titles: Mapping[str, Sequence[str]]  # … and in words
    keys: Keys
    pairs: Mapping[str, Pair] = field(default_factory=dict, repr=False)  # by public key
    certifier: Certifier | None = None  # of OpenVPN's

    def hand(self, some: Sequence[Wanted]) -> None:
        """The private halves that were made here."""
        for one in some:
            pair = self.pairs.get(one.public_key)
            reached = self.networks[one.profile]
            if one.provider == "openvpn" and self.certifier is not None:
                file, uri = self.certifier.hand(self.folder, one, reached, pair)
                self.out.line(self.out.say("vpn.handed-profile", file=file, person=one.person_id))
                if uri and self.keys.qr:
                    view.code(self.out, config.on_terminal(uri))
                continue
            if pair is None:
                continue
            file = handover.write(self.folder, one, pair.private, self.rules, reached, self.keys.recipients)
            self.out.line(self.out.say("vpn.handed", file=file, person=one.person_id))
            if self.keys.qr:
                view.code(self.out, config.on_terminal(config.wireguard(self.rules, one, reached, pair.private)))

    def instruct(self, one: Wanted, language: Language = "tr") -> Path:
        """The page for the user, and the config without a key where the user has it."""
        name = config.name_of(one)
        if one.public_key not in self.pairs and one.provider == "wireguard":
            text = config.wireguard(self.rules, one, self.networks[one.profile])
            write_atomically(self.folder / f"{name}.conf", text.encode(), 0o600, durable=False)
        page = self.folder / f"{name}.html"
        made_here = one.public_key in self.pairs
        content = instruction.page(self.rules, one, self.titles[one.profile], made_here=made_here, language=language)
        write_atomically(page, content, 0o600, durable=False)  # vpn.show writes both anew
        return page


def add(out: Output, configured: Settings, asked: Request, how: Keys, folder: Path, *, apply: bool) -> int:
    """One person."""
    place = checking.option({"person": "PERSON-ID", "public_key": "--public-key"})
    with grounds.opened(out, configured) as ground:
        orders = checked(out, configured, ground, [(asked, place, asked.person)], how)
        if orders is None:
            return ERROR
        code, _ = give(out, configured, ground, orders, how, folder, asked.reason, asked.evrak, apply=apply)
        return code


def bulk(
    out: Output, configured: Settings, files: Sequence[Path], how: Keys, folder: Path, reason: str, *, apply: bool
) -> int:
    """Many, from tables: nothing is given while anything is wrong in any row."""
    findings = Findings()
    found = sheets.requests(files, findings)
    placed: list[Placed] = [(row.request, row.place, row.at) for row in found]
    told = frozenset[Place]().union(*(row.told for row in found))
    with grounds.opened(out, configured) as ground:
        orders = checked(out, configured, ground, placed, how, findings, told=told, again=True)
        if orders is None:
            return ERROR
        if not orders:
            out.data({"grants": [], "applied": False})
            out.line(out.say("vpn.nothing"))
            return DONE
        code, _ = give(out, configured, ground, orders, how, folder, reason, "", apply=apply)
        return code


def template(out: Output, file: Path) -> int:
    """An empty table to fill in. Raises FolderTaken."""
    if file.exists():
        raise FolderTaken(file=file)
    templates.write(file, out.language, [sheets.layouts()["vpn_requests"]])
    out.data({"file": str(file)})
    out.line(out.say("vpn.template", file=file))
    return DONE


def checked(
    out: Output,
    configured: Settings,
    ground: Ground,
    placed: Sequence[Placed],
    how: Keys,
    findings: Findings | None = None,
    *,
    told: Container[Place] = (),
    again: bool = False,
) -> list[Order] | None:
    """Everything that is asked for against NetBox and the policy; none where anything is wrong, which is told. `told`: cells of which
    `findings` holds a fault already, so that no other follows from it. `again`: rows that stand just so already are left out. Raises
    FieldsMissing."""
    rows.need_fields(ground.netbox)
    requests = [one for one, _, _ in placed]
    known = people.read(ground.netbox, [one.person for one in requests if one.person])
    contacts = {one.id for request in requests for one in known.of(request.person)}
    grants = {
        one.netbox_id: one
        for one in (*rows.of_persons(ground.netbox, contacts), *rows.of_keys(ground.netbox, checking.keys_of(requests)))
    }
    findings = Findings() if findings is None else findings

    def tell(kind: FaultKind, place: Place, value: object = "", **fields: object) -> None:
        if place not in told:
            findings.add(kind, place, value, **fields)

    checker = Checker(
        ground.policy,
        changes.load(configured.policy_dir),
        known,
        Held(grants=tuple(grants.values())),
        grounds.today(ground.policy),
        tell,
        again=again,
        certifiable=how.certifiable,
    )
    orders = [checker.order(one, place, at, key_made=how.made) for one, place, at in placed]
    if grounds.refused(out, findings):
        return None
    if checker.already:
        out.line(out.say("vpn.already", count=len(checker.already)))
    return [one for one in orders if one is not None]


def give(
    out: Output,
    configured: Settings,
    ground: Ground,
    orders: Sequence[Order],
    how: Keys,
    folder: Path,
    reason: str,
    evrak: str,
    *,
    apply: bool,
) -> tuple[int, list[Wanted]]:
    """Give what was checked. Everything that could fail afterwards is tried before: the gateway's data, what the profile reaches, the
    places of the files."""
    profiles = list(dict.fromkeys(order.profile for order in orders))
    known = reached(out, configured, ground.policy, profiles)
    view.orders(out, orders, ground.policy)
    if not apply:
        out.data({"orders": [one.model_dump(mode="json") for one in orders], "applied": False})
        out.line(out.say("vpn.dry", count=len(orders)))
        return PENDING, []
    pairs: dict[str, Pair] = {}
    certifiable = dict(how.certifiable)
    certifier = of_openvpn(configured, ground.policy, profiles, certifiable, how)
    ready: list[Order] = []
    for order in orders:
        if order.public_key:
            ready.append(order)
            continue
        pair = make(ground.policy.profiles[order.profile], certifiable)
        pairs[pair.public] = pair
        ready.append(order.model_copy(update={"public_key": pair.public}))
    sealed = [order for order in ready if order.public_key in {*pairs, *certifiable}]
    papers = Papers(out, ground.policy, folder, known.networks, known.titles, how, pairs, certifier)
    handover.check_free(folder, [_place_of(order) for order in sealed])
    done = []
    given: list[Wanted] = []
    for one in granting.grant(ground, ready, reason=reason, evrak=evrak, hand=papers.hand if sealed else None):
        done.append(one)
        given += one.grants
        for grant in one.grants:
            page = papers.instruct(grant)
            if len(orders) == 1:
                view.given(out, grant, page)
        for lost in one.lost:
            out.fault(lost)
    grounds.tell_waits(out, done)
    view.told(out, given, [one.evidence for one in done])
    if given:
        grounds.next_step(out, ground.policy, profiles, reason, evrak)
    lost_any = any(one.lost for one in done)
    return (ERROR if lost_any else grounds.code(done) or DONE), given


def make(profile: Profile, certifiable: dict[str, PublicKey]) -> Pair:
    """A pair made here; of OpenVPN its public half too, for the certificate."""
    if profile.provider == "wireguard":
        return keys.pair()
    pair, public = csr.pair()
    certifiable[pair.public] = public
    return pair


def of_openvpn(
    configured: Settings, rules: VpnPolicy, profiles: Sequence[str], certifiable: Mapping[str, PublicKey], how: Keys
) -> Certifier | None:
    """What hands OpenVPN's grants over; none where none of the profiles is OpenVPN's. Raises AuthorityMissing, SharedMissing,
    OptionMissing."""
    mine = [name for name in profiles if rules.profiles[name].provider == "openvpn"]
    if not mine:
        return None
    found = Certifier.of(configured, rules, certifiable, how.recipients)
    found.check(mine)
    return found


class Reached(NamedTuple):
    """What each profile reaches, in addresses and in words."""

    networks: dict[str, Sequence[str]]
    titles: dict[str, Sequence[str]]


def reached(out: Output, configured: Settings, rules: VpnPolicy, profiles: Sequence[str]) -> Reached:
    """For the users' configs and instructions. Raises GatewayMissing, ReachUnknown, PolicyMissing, SnapshotError."""
    for name in profiles:
        config.gateway(rules, name)
    resolved = firewalling.load(out, configured, grounds.today(rules))
    chosen = {name: rules.profiles[name] for name in profiles}
    return Reached(
        {name: reach.networks(name, one, resolved) for name, one in chosen.items()},
        {name: reach.titles(one, resolved) for name, one in chosen.items()},
    )


def _place_of(order: Order) -> Wanted:
    return Wanted(
        person=order.person.id,
        person_id=order.person.name,
        department=order.department.slug,
        profile=order.profile,
        provider="wireguard",
        public_key=order.public_key,
        until=order.until,
        evrak=order.evrak,
    )
