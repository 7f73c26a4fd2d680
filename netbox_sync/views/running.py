"""A view as an auditor uses it: through NetBox's own list, saved filter and export template, with the auditor's token."""

from __future__ import annotations

import csv
import io

from netbox_sync.client import NetBox, Row
from netbox_sync.faults import ObjectMissing
from netbox_sync.model import Frozen
from netbox_sync.views import declarations
from netbox_sync.views.declarations import View
from netbox_sync.views.faults import ViewMissing, ViewUnreadable
from netbox_sync.views.templates import Format

FINDING = "Bulgu"
PAGE = 1000


class Line(Frozen):
    """One line of a view's CSV: its cells by heading, and its findings."""

    cells: dict[str, str]
    findings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The first cell: what the line is about."""
        return next(iter(self.cells.values()))


def listed(netbox: NetBox, saved_filter: str, endpoint: str) -> list[Row]:
    """What NetBox's list shows with that saved filter (a slug).

    Raises ViewMissing where NetBox has no such filter: it would pass over it and list everything.
    """
    if not netbox.page("extras/saved-filters", {"slug": saved_filter, "limit": 1})[0]:
        raise ViewMissing(name=saved_filter, url=netbox.url)
    rows: list[Row] = []
    while True:
        count, page = netbox.page(
            endpoint, {"filter": saved_filter, "brief": "true", "limit": PAGE, "offset": len(rows)}
        )
        rows += page
        if len(rows) >= count or not page:
            return rows


def exported(netbox: NetBox, view: View, format_: Format, **filters: str) -> str:
    """The view's export over NetBox's list, narrowed by `filters` (NetBox's own, or `filter=<slug>`).

    Raises ViewMissing, and what the client raises.
    """
    name = view.export(format_)
    try:
        return netbox.text(view.endpoint, {**filters, "export": name})
    except ObjectMissing as error:
        raise ViewMissing(name=name, url=netbox.url) from error


def lines(netbox: NetBox, slug: str, **filters: str) -> list[Line]:
    """The lines of a view's CSV. Raises ViewMissing and ViewUnreadable."""
    view = declarations.load().views.view(slug)
    return parse(exported(netbox, view, "csv", **filters), view.export("csv"))


def parse(text: str, name: str = "") -> list[Line]:
    """A view's CSV as lines; `name` is told with what is wrong. Raises ViewUnreadable."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    if not rows or rows[0][-1:] != [FINDING]:
        raise ViewUnreadable(name=name, detail=text[:80])
    head = rows[0][:-1]
    if any(len(row) != len(head) + 1 for row in rows):
        raise ViewUnreadable(name=name, detail="CSV")
    return [
        Line(cells=dict(zip(head, row[:-1], strict=True)), findings=tuple(word for word in row[-1].split("; ") if word))
        for row in rows[1:]
    ]
