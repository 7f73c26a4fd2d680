"""What a verification found, device by device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altyapi.evidence import words
from altyapi.verify import Result
from altyapi.view.output import Output

SHOWN = 60
"""Characters of what was observed that fit into the table; the whole of it is told below."""


def show(
    out: Output,
    subject: str,
    results: Mapping[str, Result],
    *,
    differing: Sequence[str] = (),
    unlike: Sequence[str] = (),
) -> None:
    """A row per device. Of `differing` what was observed is a difference, told whole below the table; `unlike` hold another
    config than the one of the hash that was expected."""
    out.data(
        {"subject": subject, "devices": {name: result.model_dump(mode="json") for name, result in results.items()}}
    )
    head = [out.say(f"column.{name}") for name in ("device", "check", "result")]
    rows: list[list[str]] = []
    below: list[tuple[str, str]] = []
    for name, result in sorted(results.items()):
        observed = result.observed.strip("\n")
        if result.passed:
            told = "✓"
        elif name in unlike:
            told = f"✗ {out.say('verify.unlike')}"
        elif name in differing:
            lines = [line[:1] for line in observed.splitlines()]
            told = f"✗ {out.say('verify.differs', more=lines.count('+'), less=lines.count('-'))}"
            below.append((name, observed))
        else:
            first, _, rest = observed.partition("\n")
            whole = not rest and len(first) <= SHOWN
            told = f"✗ {first if whole else out.say('verify.cut', text=first[:SHOWN].rstrip())}"
            below += [] if whole else [(name, observed)]
        rows.append([name, words.WORDS[result.kind][out.language == "tr"], told])
    out.table(head, rows)
    if differing:
        out.line()
        out.line(out.say("difference.legend"), "dim")
    for name, observed in below:
        out.line()
        out.heading(name)
        if name in differing:
            out.code(observed, "diff")
        else:
            out.line(f"  {observed}")
