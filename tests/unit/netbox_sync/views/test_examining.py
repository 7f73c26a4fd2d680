"""The declarations beside a NetBox that people work in: theirs stays, ours is kept as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import running
from netbox_sync.client import NetBox
from netbox_sync.desired import Wanted, apply
from netbox_sync.views import KINDS, Policy, examine, of_kinds, wanted
from netbox_sync.views.faults import FieldDiffers


@pytest.fixture
def empty() -> Iterator[NetBox]:
    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        yield netbox


def _of(*kinds: str) -> list[Wanted]:
    return of_kinds(wanted(), kinds)


def _install(netbox: NetBox, some: list[Wanted], journal: Path, *, take_over: bool = False) -> None:
    assert apply(netbox, examine(netbox, some, take_over=take_over).difference, journal=journal).whole


def _row(netbox: NetBox, kind: str, **key: str) -> dict[str, Any]:
    (row,) = netbox.page(KINDS[kind], key)[1]
    return row


def test_a_second_run_finds_nothing_to_do(empty: NetBox, journal: Path) -> None:
    _install(empty, wanted(), journal)
    again = examine(empty, wanted())
    assert again.difference.empty
    assert again.difference.count("unchanged") == len(wanted())
    assert again.foreign == again.left_over == ()


def test_what_a_person_edited_of_ours_is_shown_with_before_and_after(empty: NetBox, journal: Path) -> None:
    some = _of("fields", "choices", "filters")
    _install(empty, some, journal)
    row = _row(empty, "filters", slug="denetim-04-termal-kamera")
    empty.update(KINDS["filters"], row["id"], {"parameters": {"role": ["camera"]}})
    (operation,) = examine(empty, some).difference.operations
    (change,) = operation.changes
    assert (change.field, change.before, change.after) == (
        "parameters",
        {"role": ["camera"]},
        {"role": ["thermal-camera"]},
    )


def test_somebody_elses_object_of_our_name_is_told_and_left(empty: NetBox) -> None:
    body = {"object_types": ["dcim.device"], "parameters": {"role": ["camera"]}, "enabled": True, "shared": True}
    empty.create(KINDS["filters"], {"name": "Termal", "slug": "denetim-04-termal-kamera", **body})
    empty.create(KINDS["groups"], {"name": "denetci"})
    found = examine(empty, _of("filters", "groups"))
    assert {one.name for one in found.foreign} == {"Termal", "denetci"}
    assert not {"denetim-04-termal-kamera", "denetci"} & {one.label for one in found.difference.operations}


def test_somebody_elses_object_becomes_ours_when_asked(empty: NetBox, journal: Path) -> None:
    empty.create(KINDS["groups"], {"name": "denetci"})
    _install(empty, _of("groups"), journal, take_over=True)
    assert "[altyapi" in _row(empty, "groups", name="denetci")["description"]
    assert examine(empty, _of("groups")).foreign == ()


def test_a_field_of_another_type_stops_everything_and_says_what_to_do(empty: NetBox) -> None:
    empty.create(KINDS["fields"], {"name": "son_yedek", "type": "text", "object_types": ["dcim.device"]})
    with pytest.raises(FieldDiffers) as told:
        examine(empty, wanted())
    assert "son_yedek: text, needed date" in told.value.message("en")
    assert "yeniden adlandırılıp" in told.value.remedy("tr")


def test_choices_and_object_types_that_people_added_stay(empty: NetBox, journal: Path) -> None:
    some = _of("choices", "fields")
    _install(empty, some, journal)
    chosen = _row(empty, "choices", name="Pardus dalgası")
    empty.update(KINDS["choices"], chosen["id"], {"extra_choices": [["W9", "Dalga 9"], *chosen["extra_choices"]]})
    field = _row(empty, "fields", name="garanti_sonu")
    empty.update(KINDS["fields"], field["id"], {"object_types": ["dcim.device", "dcim.rack"]})
    _install(empty, some, journal)
    assert ["W9", "Dalga 9"] in _row(empty, "choices", name="Pardus dalgası")["extra_choices"]
    assert _row(empty, "fields", name="garanti_sonu")["object_types"] == ["dcim.device", "dcim.rack"]
    assert examine(empty, some).difference.empty


def test_ours_that_nothing_declares_any_more_is_told(empty: NetBox, journal: Path) -> None:
    some = _of("filters")
    _install(empty, some, journal)
    gone = some[0].key["slug"]
    found = examine(empty, some[1:])
    assert [(one.endpoint, one.name) for one in found.left_over] == [(KINDS["filters"], some[0].body["name"])]
    assert _row(empty, "filters", slug=gone)


def test_a_limit_that_changes_touches_only_the_exports_that_judge_by_it(empty: NetBox, journal: Path) -> None:
    _install(empty, wanted(), journal)
    changed = examine(empty, wanted(Policy(signature_days_max=7))).difference
    assert {one.label for one in changed.operations} == {
        "Denetim 16 Antivirüs Durumu (CSV)",
        "Denetim 16 Antivirüs Durumu (yazdır)",
    }


def test_without_a_day_a_view_judges_by_the_day_it_is_opened(empty: NetBox) -> None:
    texts = {
        str(one.key["name"]): one.body["template_code"]
        for one in _of("templates")
        if "[altyapi" in one.body["description"]
    }
    assert all('{%- set as_of = "" -%}' in text for text in texts.values())
    fixed = of_kinds(wanted(day=date(2026, 4, 20)), ["templates"])
    assert any('{%- set as_of = "2026-04-20" -%}' in one.body["template_code"] for one in fixed)
