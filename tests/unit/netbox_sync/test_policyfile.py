"""YAML that people write: every fault at once, each with its line, and licences that come back as they were written."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbox_sync import licences
from netbox_sync.licences import Licence, Licences
from netbox_sync.policyfile import PolicyFileInvalid, parse, read

FILE = Path("licences.yml")
TEXT = """\
licences:
  - id: A
    product: ''
    publisher: Örnek
    quantiti: 3
    end: 20.04.2026
  - id: B
    product: p
    publisher: p
    quantity: 3
    start: 2026-05-01
    end: 2026-04-01
"""


def test_every_fault_is_told_at_once_in_the_files_order() -> None:
    with pytest.raises(PolicyFileInvalid) as caught:
        parse(TEXT, Licences, FILE)
    assert str(caught.value).splitlines() == [
        "Not usable: licences.yml: faults: 5",
        "  line 2: licences[1].quantity: it is needed and not there",
        "  line 3: licences[1].product: it is empty",
        "  line 5: licences[1].quantiti: no such key; near: quantity",
        "  line 6: licences[1].end: a date is needed: 2026-04-20",
        "  line 7: licences[2]: it ends before it starts: 2026-04-01",
    ]
    assert "satır 7: licences[2]: başlangıcından önce bitiyor: 2026-04-01" in caught.value.message("tr")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  our own bytes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("licences: [", "line 1: YAML: "),
        ("- 1", "line 1: -: a mapping is needed"),
        ("licences:\n  a: 1\n  b: 2\n  a: 3\n", "line 4: licences.a: also on line 2"),
        ("licences:\n" + 2 * "  - {id: A, product: p, publisher: q, quantity: 1}\n", "the same id twice: A"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_register_is_told_so(text: str, told: str) -> None:
    with pytest.raises(PolicyFileInvalid) as caught:
        parse(text, Licences, FILE)
    assert told in str(caught.value)


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "licences.yml"
    file.write_bytes("licences:\n  # ş\n".encode("cp1254"))
    with pytest.raises(PolicyFileInvalid, match="line 2: -: not UTF-8"):
        read(file, Licences)


def test_a_file_that_is_not_there_or_empty_holds_nothing(tmp_path: Path) -> None:
    assert licences.load(tmp_path / "none.yml") == Licences()
    (tmp_path / "empty.yml").write_text("# nothing yet\n", "utf-8")
    assert licences.load(tmp_path / "empty.yml") == Licences()


def test_text_is_brought_to_its_composed_form() -> None:
    found = parse("licences:\n- {id: A, product: s\u0327u\u0308, publisher: q, quantity: 1}\n", Licences, FILE)
    assert found.licences[0].product == "şü"


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(
            Licence,
            id=st.from_regex(r"[A-Z]{2}-[0-9]{1,3}", fullmatch=True),
            product=words,
            publisher=words,
            quantity=st.integers(0, 9999),
            used=st.none() | st.integers(0, 9999),
            contract=st.sampled_from(["", "2025/17", "2026-01-01", "null", "007"]),
            end=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
            departments=st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple),
            evrak=st.sampled_from(["", "E-99999999-934.01.02-1"]),
        ),
        unique_by=lambda one: one.id,
        max_size=4,
    )
)
def test_what_is_written_is_what_is_read(rows: list[Licence]) -> None:
    composed = parse(licences.text(rows), Licences, FILE).licences
    again = parse(licences.text(composed), Licences, FILE).licences
    assert composed == again
    assert {one.id: one.contract for one in composed} == {one.id: one.contract for one in rows}
    assert {(one.id, one.quantity, one.used, one.end, one.departments) for one in composed} == {
        (one.id, one.quantity, one.used, one.end, one.departments) for one in rows
    }
