"""Grants as tables: the list of them, and a department's page to sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Text
from altyapi.vpn.peer import Peer
from altyapi.vpn.policy import VpnPolicy
from altyapi.vpn.standing import STATES, state
from netbox_sync.text import sort_key

NAME = "vpn-erisimleri"
TITLE = Text("Remote access", "Uzaktan erişim listesi")
ABOUT = Text(
    "Who may come in from outside, as what, until when, by which document.",
    "Dışarıdan kim, hangi profille, hangi evrakla, ne zamana dek bağlanabilir.",
)
HEADINGS = (
    Heading("kisi", Text("Person", "Kişi"), "text", 20),
    Heading("birim", Text("Department", "Birim"), "text", 26),
    Heading("profil", Text("Profile", "Profil"), "text", 16),
    Heading("adres", Text("Address", "Adres"), "text", 14),
    Heading("son_gun", Text("Last day", "Son gün"), "date", 11),
    Heading("kalan", Text("Days left", "Kalan gün"), "number", 8),
    Heading("evrak", Text("Document", "Evrak"), "text", 20),
    Heading("durum", Text("State", "Durum"), "text", 14),
)
BRIEF = ("kisi", "profil", "adres", "son_gun", "durum")
"""What a narrow terminal shows."""
REVIEW = (
    Heading("kisi", Text("Person", "Kişi"), "text", 22),
    Heading("profil", Text("Profile", "Profil"), "text", 18),
    Heading("son_gun", Text("Last day", "Son gün"), "date", 11),
    Heading("evrak", Text("Document", "Evrak"), "text", 20),
    Heading("durum", Text("State", "Durum"), "text", 14),
    Heading("gerekli", Text("Still needed? yes / no", "Hâlâ gerekli mi? evet / hayır"), "text", 18),
)


def listing(
    grants: Iterable[Peer], rules: VpnPolicy, day: date, names: Callable[[str], str]
) -> tuple[Table, tuple[Peer, ...]]:
    """By department and person, in Turkish order; with the grant of each row. `names`: a department's slug to its name."""
    ordered = sorted(
        grants, key=lambda one: (sort_key(names(one.department)), sort_key(one.person_id), one.profile, one.netbox_id)
    )
    rows = tuple(
        (
            one.person_id or "-",
            names(one.department) or "-",
            title(one, rules),
            one.host,
            one.until,
            None if one.until is None or not one.live else (one.until - day).days,
            one.evrak or "-",
            STATES[state(one, rules, day)],
        )
        for one in ordered
    )
    return Table(NAME, TITLE, HEADINGS, rows), tuple(ordered)


def of_department(grants: Sequence[Peer], rules: VpnPolicy, day: date, name: str) -> Table:
    """A department's page: what stands of it, with a column to fill in by hand."""
    rows = tuple(
        (one.person_id or "-", title(one, rules), one.until, one.evrak or "-", STATES[state(one, rules, day)], "")
        for one in sorted(grants, key=lambda one: (sort_key(one.person_id), one.profile))
        if one.live
    )
    heading = Text(f"Remote access, review: {name}", f"Uzaktan erişim gözden geçirme listesi: {name}")
    return Table("vpn-gozden-gecirme", heading, REVIEW, rows)


def by_department(grants: Iterable[Peer]) -> Mapping[str, list[Peer]]:
    """What stands, by the department's slug; of no department under an empty one."""
    found: dict[str, list[Peer]] = {}
    for one in grants:
        if one.live:
            found.setdefault(one.department, []).append(one)
    return found


def title(one: Peer, rules: VpnPolicy) -> str:
    profile = rules.profiles.get(one.profile)
    return profile.title if profile else one.profile
