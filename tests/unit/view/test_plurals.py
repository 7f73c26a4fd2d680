"""English sentences count right; Turkish ones have no plural after a number."""

from __future__ import annotations

import re
import string

import pytest

from altyapi.view.output import Output
from altyapi.view.texts import TEXTS
from netbox_sync.errors import ToolkitError
from netbox_sync.plural import Number

SINGULAR = ("address", "answers", "has", "holds", "is", "names", "opens", "stays", "tells", "was")
NO_PLURALS = re.compile(rf"\b1 (?!(?:{'|'.join(SINGULAR)})\b)[a-zA-Z]{{2,}}s\b")


def _fields(template: str) -> dict[str, object]:
    return {re.split(r"[.\[]", name)[0]: 1 for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("key", [key for key, (english, _) in TEXTS.items() if "{" in english])
def test_one_of_a_thing_is_told_as_one(key: str) -> None:
    told = Output("text", "en").say(key, **_fields(TEXTS[key][0]))
    assert not NO_PLURALS.search(told), told
    assert "(s)" not in told


def test_a_number_takes_the_word_that_fits() -> None:
    template = "{count} {count:entry waits|entries wait}"
    assert [template.format(count=Number(count)) for count in (0, 1, 2)] == [
        "0 entries wait", "1 entry waits", "2 entries wait",
    ]  # fmt: skip
    assert f"{Number(7):03}" == "007"


def test_errors_count_as_sentences_do() -> None:
    class Short(ToolkitError):
        code = "TST-002"
        en = "{lines} {lines:line|lines}"
        tr = "satır: {lines}"

    assert [Short(lines=count).message("en") for count in (1, 2)] == ["1 line", "2 lines"]
    assert Short(lines=2).message("tr") == "satır: 2"
