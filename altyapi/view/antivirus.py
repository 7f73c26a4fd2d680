"""Detections on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage

from altyapi.endpoint.detections import Gathered, Register
from altyapi.view.output import Output


def departments(out: Output, by: Mapping[str, int]) -> None:
    if by:
        out.line()
        head = [out.say("antivirus.department"), out.say("antivirus.detections")]
        out.table(head, [[name or "-", str(count)] for name, count in by.items()])


def gathered(out: Output, found: Gathered, register: Register, days: int) -> None:
    """What this gathering brought."""
    if found.anonymised:
        out.line(out.say("antivirus.anonymised", count=found.anonymised, days=days))
    if found.announced:
        out.line(out.say("antivirus.announced", count=len(found.announced)), "yellow")
    if found.new:
        out.line(out.say("antivirus.new", count=len(found.new), log=register.evidence.file), "red")
    else:
        out.line(out.say("antivirus.nothing-new", count=len(found.detections)), "green")


def mail(out: Output, message: EmailMessage) -> None:
    """As it would go out."""
    head = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
    out.code(f"{head}\n\n{message.get_content()}")
