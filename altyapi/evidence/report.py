"""The report of a run: HTML that prints on A4 with page numbers, document number and a place to sign; JSON beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from altyapi.errors import Language
from altyapi.evidence.chain import Entry
from altyapi.evidence.words import WORDS
from netbox_sync.canonical import canonical
from netbox_sync.files import write_atomically


def write(evidence: Entry, folder: Path, language: Language) -> Path:
    """Write `<run>-<number>.html` in both languages (the asked one without suffix) and the JSON; gives the asked one's path."""
    record = evidence.link.record
    name = f"{record.run}-{evidence.link.number}"
    content = {"sha256": evidence.sha256, **evidence.link.model_dump(mode="json")}
    write_atomically(folder / f"{name}.json", canonical(content))
    for each in ("en", "tr"):
        write_atomically(folder / f"{name}.{each}.html", html(evidence, "tr" if each == "tr" else "en").encode())
    return folder / f"{name}.{language}.html"


def html(evidence: Entry, language: Language) -> str:
    """The report as one self-contained page."""
    environment = Environment(
        loader=PackageLoader("altyapi.evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = {key: (turkish if language == "tr" else english) for key, (english, turkish) in WORDS.items()}
    record = evidence.link.record
    return environment.get_template("report.html.j2").render(
        evidence=evidence,
        record=record,
        words=words,
        language=language,
        counts=Counter(device.state for device in record.devices),
        diffs=_grouped(evidence),
    )


def _grouped(evidence: Entry) -> list[tuple[str, list[str]]]:
    """Identical differences once, with the devices that had them."""
    groups: dict[str, list[str]] = {}
    for device in evidence.link.record.devices:
        groups.setdefault(device.diff, []).append(device.device)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0]))
