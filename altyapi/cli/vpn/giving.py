"""vpn.add and vpn.bulk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

NEW_KEY = "make the pair here; it is handed over once, encrypted"
FOR_AGE = "who may open the new key: age (age1…) or SSH public keys joined by commas, or @FILE"
CSR = "OpenVPN: file with the user's request for a certificate (PKCS#10); needs --for-age too"
OUT = "folder for config, instruction and encrypted key; default <state_dir>/vpn/handover"


@command(
    "person",
    help={
        "person": "the contact's name in NetBox, or id:NUMBER",
        "profile": "a profile of vpn.yml: staff, call-centre, contractor, admin",
        "until": "last day: 2026-12-31 or 31.12.2026",
        "public-key": "the user's WireGuard public key",
        "csr": CSR,
        "new-key": NEW_KEY,
        "for-age": FOR_AGE,
        "qr": "also show the new key's QR code on the terminal",
        "department": "the person's department, where it is one of several",
        "out": OUT,
        "apply": "do it; without it, only what would be done is shown",
    },
)
def add(
    out: Output,
    configured: Settings,
    person: str,
    profile: str,
    until: str,
    evrak: str,
    reason: str,
    public_key: str = "",
    csr: str = "",
    new_key: bool = False,
    for_age: str = "",
    qr: bool = False,
    department: str = "",
    out_: str = "",
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Give a person remote access until a day, on a written request; everything is checked first.

    Example: ./inv vpn.add sicil-104523 --profile staff --until 31.12.2026 --evrak 2026/1234 --reason "Uzaktan" --public-key KEY --apply
    Exit code 2 without --apply, or where NetBox went away and the next run goes on.
    """
    del format_
    from altyapi.cli.vpn import adding
    from altyapi.vpn.checking import Request

    how = adding.Keys.of(public_key, for_age, new=new_key, qr=qr, request=csr)
    asked = Request(
        person=person,
        profile=profile,
        until=until,
        evrak=evrak,
        reason=reason,
        public_key=public_key or how.fingerprint,
        department=department,
    )
    folder = Path(out_) if out_ else configured.state_dir / "vpn" / "handover"
    return adding.add(out, configured, asked, how, folder, apply=apply)


@command(
    "files",
    help={
        "files": "CSV or workbook; columns in docs/vpn.md",
        "new-key": "make the pairs of rows without a key here; handed over once, encrypted",
        "for-age": FOR_AGE,
        "out": OUT,
        "apply": "do it; without it, only what would be done is shown",
    },
)
def bulk(
    out: Output,
    configured: Settings,
    files: str,
    reason: str,
    new_key: bool = False,
    for_age: str = "",
    out_: str = "",
    apply: bool = False,
    format_: str = "text",
) -> int:
    """Give remote access to many from a table: every fault first; rows that stand just so already are left alone.

    Example: ./inv vpn.bulk talepler.xlsx --reason "İdari izin" --new-key --for-age age1… --apply
    """
    del format_
    from altyapi.cli.vpn import adding

    how = adding.Keys.of_many(for_age, new=new_key)
    folder = Path(out_) if out_ else configured.state_dir / "vpn" / "handover"
    paths = [Path(one) for one in files.splitlines() if one]
    return adding.bulk(out, configured, paths, how, folder, reason, apply=apply)


@command(help={"out": "workbook to write"})
def template(out: Output, configured: Settings, out_: str, format_: str = "text") -> int:
    """Write an empty table of requests to fill in for vpn.bulk.

    Example: ./inv vpn.template --out talepler.xlsx
    """
    del configured, format_
    from altyapi.cli.vpn import adding

    return adding.template(out, Path(out_))
