"""vpn.extend, vpn.revoke, vpn.rotate, vpn.expire and vpn.leavers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.cli.vpn.giving import CSR, FOR_AGE, NEW_KEY, OUT
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

WHO = "the person, id:NUMBER of the contact, or the address"
PROFILE = "which of the person's grants, where there are several"
APPLY = "do it; without it, only what would be done is shown"
DIRECTORY = "ldap"
"""In the place of a file of those in service."""
UNASKED = "Süresi dolan erişim"
"""What stands as the reason where the last day itself is the reason."""


@command(
    "person",
    help={
        "person": WHO,
        "profile": PROFILE,
        "until": "new last day: 2026-12-31 or 31.12.2026",
        "for-age": "OpenVPN: who may open the profile with the new certificate: age (age1…) or SSH public keys, or @FILE",
        "apply": APPLY,
    },
)
def extend(
    out: Output,
    configured: Settings,
    person: str,
    until: str,
    evrak: str,
    reason: str,
    profile: str = "",
    for_age: str = "",
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Give a grant a later last day, by a new document; the profile's bound holds from today.

    Example: ./inv vpn.extend sicil-104523 --until 30.06.2027 --evrak 2026/2345 --reason "Süre uzatımı" --apply
    """
    del format_
    from altyapi.cli.vpn import keeping

    return keeping.extend(out, configured, person, profile, until, keeping.Why(reason, evrak), for_age, apply=apply)


@command("person", help={"person": WHO, "profile": PROFILE, "all": "all grants of the person", "apply": APPLY})
def revoke(
    out: Output,
    configured: Settings,
    person: str,
    reason: str,
    evrak: str = "",
    profile: str = "",
    all_: bool = False,
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Take access away at once: out of the live tunnels, with proof, then in NetBox, where the record is kept.

    Exit code 2 when NetBox is down (it follows), or a gateway can't be reached: somebody may still be connected; that is owed, and
    vpn.status and vpn.expire try again until it is done.

    Example: ./inv vpn.revoke sicil-104523 --all --reason "İlişiği kesildi" --apply
    """
    del format_
    from altyapi.cli.vpn import revoking

    asked = revoking.Asked(person, profile, all_, reason, evrak)
    return revoking.revoke(out, configured, asked) if apply else revoking.show(out, configured, asked)


@command(
    "person",
    help={
        "person": WHO,
        "profile": PROFILE,
        "public-key": "the user's new WireGuard public key",
        "csr": CSR,
        "new-key": NEW_KEY,
        "for-age": FOR_AGE,
        "qr": "also show the new key's QR code on the terminal",
        "out": OUT,
        "cut": "cut the old key off at once, as for a lost device; else it goes with the next plan, or after the days of grace",
        "apply": APPLY,
    },
)
def rotate(
    out: Output,
    configured: Settings,
    person: str,
    reason: str,
    evrak: str = "",
    profile: str = "",
    public_key: str = "",
    csr: str = "",
    new_key: bool = False,
    for_age: str = "",
    qr: bool = False,
    out_: str = "",
    cut: bool = False,
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Put a new key in the place of a grant's old one: address, last day and document stay.

    Example: ./inv vpn.rotate sicil-104523 --new-key --for-age age1… --reason "Telefon kayboldu" --apply
    """
    del format_
    from altyapi.cli import writing
    from altyapi.cli.vpn import adding, keeping

    writing.check_evrak(configured, evrak)
    how = adding.Keys.of(public_key, for_age, new=new_key, qr=qr, request=csr)
    public_key = public_key or how.fingerprint
    folder = Path(out_) if out_ else configured.state_dir / "vpn" / "handover"
    why = keeping.Why(reason, evrak)
    return keeping.rotate(out, configured, person, profile, public_key, how, folder, why, cut=cut, apply=apply)


@command(
    help={
        "apply": "take back what is past its last day; remove keys that nobody fetched",
        "mail": "show the mails that warn of a near end",
        "send": "send them too (settings mail_*)",
    }
)
def expire(
    out: Output,
    configured: Settings,
    apply: bool = False,
    mail: bool = False,
    send: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show what is past its last day and who has to be told; exit code 2 when something is due. For a timer: --apply --send.

    Example: ./inv vpn.expire --apply --send
    The gateways enforce the last day by themselves; this brings NetBox and the gateways' configs after it.
    """
    del format_
    from altyapi.cli import writing
    from altyapi.cli.vpn import keeping

    writing.check_evrak(configured, evrak)
    return keeping.expire(out, configured, keeping.Why(reason or UNASKED, evrak), apply=apply, mail=mail, send=send)


@command(
    "files",
    help={
        "files": "CSV or workbook of everybody in service (docs/vpn.md); the word ldap: the directory (settings ldap_*)",
        "accept-many": "also where the list takes away a fifth of all grants or more",
        "accept-references": "ldap: also where the directory refers to other servers, which are not asked",
        "apply": APPLY,
    },
)
def leavers(
    out: Output,
    configured: Settings,
    files: str,
    reason: str = "",
    evrak: str = "",
    accept_many: bool = False,
    accept_references: bool = False,
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Compare grants with the personnel list or the directory: whoever is not there is out; exit code 2 where somebody is.

    Example: ./inv vpn.leavers personel.csv --reason "Ocak personel listesi" --apply
    By LDAP: ./inv vpn.leavers ldap --reason "Haftalık denetim" --apply
    """
    del format_
    from altyapi.cli import writing
    from altyapi.cli.vpn import keeping

    if apply and not reason.strip():
        raise OptionMissing(option="reason", meaning="why", example='./inv vpn.leavers FILE --reason "Ocak" --apply')
    paths = [Path(one) for one in files.splitlines() if one and files != DIRECTORY]
    writing.check_evrak(configured, evrak)
    why = keeping.Why(reason, evrak)
    return keeping.leavers(out, configured, paths, why, apply=apply, many=accept_many, partial=accept_references)
