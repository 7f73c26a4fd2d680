"""A legal hold that holds nothing because of how a name is written stops pruning."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from altyapi.backup.generations import Hold
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.stores import HoldUnknown, require_known_holds

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
KNOWN = frozenset({"obb-fkm-ebys-vt01"})


def _policy(*systems: str, released: date | None = None) -> BackupPolicy:
    hold = Hold(systems=systems, first=date(2026, 1, 1), evrak="E-1-640-7", reason="dava", released=released)
    return BackupPolicy(holds=(hold,))


@pytest.mark.parametrize("name", ["obb-fkm-ebys-vt1", "OBB-FKM-EBYS-VT01", "obb-fkm-*"])
def test_a_name_that_nobody_knows_is_refused_with_its_document(name: str) -> None:
    with pytest.raises(HoldUnknown) as told:
        require_known_holds(_policy(*KNOWN, name), KNOWN, NOW)
    assert (told.value.fields["system"], told.value.fields["evrak"]) == (name, "E-1-640-7")


def test_known_names_every_system_and_a_released_hold_are_in_order() -> None:
    require_known_holds(_policy(*KNOWN), KNOWN, NOW)
    require_known_holds(_policy("*"), KNOWN, NOW)
    require_known_holds(_policy("eski-ad", released=date(2026, 4, 20)), KNOWN, NOW)
    with pytest.raises(HoldUnknown):
        require_known_holds(_policy("eski-ad", released=date(2026, 4, 21)), KNOWN, NOW)
