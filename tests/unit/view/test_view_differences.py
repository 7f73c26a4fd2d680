"""Differences and outcomes as people and programs read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from altyapi.view import differences as view
from altyapi.view.output import Format, Output
from netbox_sync import faults
from netbox_sync.desired import Change, Difference, Operation, Origin, Outcome, Refusal, Removal

ROW = Origin(file="ağ.xlsx", sheet="Cihazlar", row=12)


def operation(number: int, action: Any = "create", **more: Any) -> Operation:
    fields = {"endpoint": "dcim/devices", "label": f"sw{number:02}", "origin": ROW, "key": {}}
    return Operation(number=number, action=action, **{**fields, **more})


def difference(count: int = 2) -> Difference:
    changed = (Change(field="serial", before="", after="FOC1"), Change(field="comments", before="x" * 200, after=None))
    gone = Removal(endpoint="dcim/devices", id=9, label="eski", within="mrk", takes={"dcim/interfaces": 24})
    return Difference(
        operations=(*(operation(n) for n in range(count)), operation(99, "update", changes=changed)),
        unchanged={"dcim/devices": 40, "dcim/sites": 2},
        removals=(gone,),
    )


def shown(capsys: pytest.CaptureFixture[str], what: Any, format_: Format = "text", language: Any = "tr") -> str:
    out = Output(format_, language)
    if isinstance(what, Difference):
        view.show(out, what)
    else:
        view.show_outcome(out, what)
    return capsys.readouterr().out


def test_what_differs_is_grouped_and_ends_with_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, difference())
    assert "cihazlar" in text
    assert "  + sw00" in text
    assert "ağ.xlsx, Cihazlar, 12" in text
    assert "      serial: (boş) → FOC1" in text
    assert "  - eski" in text
    assert "kapsam: mrk" in text
    assert "arayüzler 24" in text
    assert text.splitlines()[-1] == "Oluşturulacak: 2   güncellenecek: 1   silinecek: 1   değişmeyen: 42"
    assert max(map(len, text.splitlines())) <= 80


def test_long_lists_are_cut_in_text_alone(capsys: pytest.CaptureFixture[str]) -> None:
    many = difference(30)
    assert "…and 20 more" in shown(capsys, many, language="en")
    assert shown(capsys, many, "markdown").count("| sw") == 31
    assert len(view.told(many)["operations"]) == 31


def test_no_difference_is_a_whole_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, Difference(unchanged={"dcim/sites": 7}), language="en")
    assert text == "No changes: NetBox holds everything that the files say (7 objects).\n"


def test_programs_get_everything(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(json.dumps(view.told(difference())))
    assert told["counts"] == {"create": 2, "update": 1, "prune": 1, "unchanged": 42}
    assert told["operations"][0]["origin"] == {"file": "ağ.xlsx", "sheet": "Cihazlar", "row": 12}
    assert told["removals"][0]["takes"] == {"dcim/interfaces": 24}
    assert shown(capsys, difference(), "json") == ""


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_was_not_written_is_named_with_its_place_and_why(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    reasons = ("refused", "conflict", "gone", "prerequisite", "dependents")
    outcome = Outcome(
        run="abc",
        created={"dcim/devices": 3},
        refusals=tuple(
            Refusal(why=why, endpoint="dcim/devices", label=f"sw-{why}", detail="serial: taken", origin=ROW)
            for why in reasons
        ),
        untried=4,
        stopped=faults.TokenRefused(url="http://netbox", detail="expired"),
    )
    text = shown(capsys, outcome, language=language)
    assert all(f"sw-{why} (ağ.xlsx, Cihazlar, 12)" in text for why in reasons)
    assert text.count("serial: taken") == 4
    assert text.splitlines()[-1].endswith(": 9")
    assert "abc" in text
    assert view.told_outcome(outcome)["stopped"]["code"] == "NBX-003"
