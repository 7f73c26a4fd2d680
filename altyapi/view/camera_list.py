"""Cameras as a person reads them on a screen; the whole of it is in a file or in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altyapi.audit.table import Table
from altyapi.audit.text import shown
from altyapi.camera import report
from altyapi.camera.model import Camera
from altyapi.camera.standing import Standing
from altyapi.view.output import Colour, Output

COLUMNS = ("ad", "tur", "yerleske", "konum", "durum", "sorun")
COLOURS: dict[str, Colour] = {"down": "red", "impaired": "yellow", "unsure": "yellow"}


def listed(
    out: Output, rows: Table, cameras: Sequence[Camera], standings: Mapping[str, Standing], *, checked: bool
) -> None:
    """The last line is the count."""
    out.data({"cameras": list(rows.records())})
    keys = [one.key for one in rows.headings]
    places = [keys.index(name) for name in COLUMNS]
    out.table(
        [rows.headings[place].text.of(out.language) for place in places],
        [[shown(row[place], out.language) for place in places] for row in rows.rows],
        [COLOURS.get(report.state(one, standings.get(one.name))) for one in cameras],
    )
    if not checked:
        out.note(out.say("camera.never-checked"))
    active = sum(one.in_service for one in cameras)
    planned = sum(one.status == "planned" for one in cameras)
    out.line(out.say("camera.list.count", count=len(cameras), active=active, planned=planned))
