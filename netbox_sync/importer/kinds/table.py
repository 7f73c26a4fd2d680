"""How a kind of fault is written in the tables beside this module."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.faults import FaultKind, Level

NEAREST: Final = (". Nearest: {nearest}", ". En yakın: {nearest}")
THERE: Final = (". There: {nearest}", ". Olanlar: {nearest}")


def kind(
    code: str,
    en: str,
    tr: str,
    en_remedy: str,
    tr_remedy: str,
    level: Level = "error",
    near: tuple[str, str] = ("", ""),
) -> FaultKind:
    return FaultKind(
        code=code,
        level=level,
        en=en,
        tr=tr,
        en_remedy=en_remedy,
        tr_remedy=tr_remedy,
        en_near=near[0],
        tr_near=near[1],
    )
