"""Every view, in the order in which they are listed."""

from __future__ import annotations

import difflib

from altyapi.audit.views import devices, firewall, lifecycle, network
from altyapi.audit.views.view import View
from altyapi.errors import EngineError

VIEWS: tuple[View, ...] = (
    devices.HARDWARE,
    devices.INCOMPLETE,
    devices.CAMERAS,
    network.PREFIXES,
    network.LINES,
    firewall.RULES,
    network.PERMISSIONS,
    lifecycle.PARDUS,
    lifecycle.PARDUS_DEPARTMENTS,
    devices.ANTIVIRUS,
    lifecycle.LIFE,
)


class ViewUnknown(EngineError):
    code = "AUD-002"
    en = "No such view: {view}. Near: {near}"
    tr = "Böyle bir görünüm yok: {view}. Yakın: {near}"
    en_remedy = "Views: {known}"
    tr_remedy = "Görünümler: {known}"


def named(name: str) -> View:
    """The view of that name. Raises ViewUnknown with the nearest names."""
    known = {view.name: view for view in VIEWS}
    if name not in known:
        near = ", ".join(difflib.get_close_matches(name, known, 3, cutoff=0.4)) or "-"
        raise ViewUnknown(view=name, near=near, known=", ".join(known))
    return known[name]
