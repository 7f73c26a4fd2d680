"""The report of a run: HTML that prints on A4 with page numbers, document number and a place to sign; JSON beside it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from altyapi.errors import Language
from altyapi.evidence.chain import Entry
from altyapi.evidence.record import RunRecord
from altyapi.evidence.words import WORDS, moment, told
from altyapi.verify import Result
from altyapi.visible import visible
from netbox_sync.canonical import canonical
from netbox_sync.files import write_atomically

BAD_FIRST = ("diverged", "in-flight", "pending-revert", "reverted", "untouched", "released", "rolled-back", "applied")
"""States from the worst to the best."""
WHOLE_LINES = 30
"""A difference of up to so many lines is not split over two pages."""


class Difference(NamedTuple):
    lines: tuple[tuple[str, str], ...]  # class and text of each
    devices: tuple[str, ...]


class Checked(NamedTuple):
    """One device's checks by kind; what fills more than a cell stands below its row."""

    device: str
    by_kind: dict[str, Result]
    long: tuple[Result, ...]


def write(evidence: Entry, folder: Path, language: Language, zone: tzinfo | None = None) -> Path:
    """Write `<run>-<number>.json`, `….en.html` and `….tr.html`; gives the path of the asked language's page."""
    record = _of_run(evidence)
    name = f"{record.run}-{evidence.link.number}"
    content = {"sha256": evidence.sha256, **evidence.link.model_dump(mode="json")}
    write_atomically(folder / f"{name}.json", canonical(content))
    pages: tuple[Language, ...] = ("en", "tr")
    for each in pages:
        write_atomically(folder / f"{name}.{each}.html", html(evidence, each, zone).encode())
    return folder / f"{name}.{language}.html"


def html(evidence: Entry, language: Language, zone: tzinfo | None = None) -> str:
    """The report as one self-contained page, its times by the clock of one zone: who planned, signed and ran it may have had others.
    Whatever came from NetBox, devices or people is escaped."""
    environment = Environment(
        loader=PackageLoader("altyapi.evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = css_string
    environment.filters["moment"] = partial(moment, language=language, zone=zone)
    environment.filters["told"] = partial(told, language=language)
    record = _of_run(evidence)
    words = {key: (turkish if language == "tr" else english) for key, (english, turkish) in WORDS.items()}
    if record.direction == "back":
        for name in ("title", "differences", "applied"):
            words[name] = words[f"{name}.back"]
    counts = Counter(device.state for device in record.devices)
    checked = _checked(record)
    return environment.get_template("report.html.j2").render(
        evidence=evidence,
        record=record,
        words=words,
        language=language,
        counts=[(state, counts[state]) for state in reversed(BAD_FIRST) if counts[state]],
        worst=next((state for state in BAD_FIRST if counts[state]), "applied"),
        checked=checked,
        expectations=list(
            dict.fromkeys((check.kind, check.expected) for device in record.devices for check in device.checks)
        ),
        kinds=list(dict.fromkeys(kind for row in checked for kind in row.by_kind)),
        differences=_differences(record),
        whole_lines=WHOLE_LINES,
    )


def _of_run(evidence: Entry) -> RunRecord:
    record = evidence.link.record
    if not isinstance(record, RunRecord):
        raise TypeError(f"a report is of a run, not of {record.kind}")
    return record


def _shown(value: object) -> object:
    """What acts on the reader's eye instead of being read stands as its escape; what a filter has made safe stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def css_string(text: str) -> Markup:
    """The inside of a CSS string in double quotes: everything but plain letters and digits stands as its code point.

    HTML's escaping does not hold inside <style>, and a quote, a backslash or a line break would end the string.
    """
    return Markup(re.sub(r"[^A-Za-z0-9./ -]", lambda found: f"\\{ord(found[0]):x} ", text))  # noqa: S704  nothing that HTML or CSS minds is left


def _differences(record: RunRecord) -> list[Difference]:
    """Identical differences once, with the devices that had them; the most common first."""
    groups: dict[str, list[str]] = {}
    for device in record.devices:
        groups.setdefault(device.diff, []).append(device.device)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0]))
    return [
        Difference(tuple((_mark(line), line) for line in diff.rstrip("\n").split("\n") if diff), tuple(devices))
        for diff, devices in ordered
    ]


def _mark(line: str) -> str:
    return {"+": "add", "-": "del"}.get(line.lstrip()[:1], "same")


def _checked(record: RunRecord) -> list[Checked]:
    rows = []
    for device in record.devices:
        if device.checks:
            long = tuple(check for check in device.checks if len(check.observed) > 40 or "\n" in check.observed)
            rows.append(Checked(device.device, {check.kind: check for check in device.checks}, long))
    return rows
