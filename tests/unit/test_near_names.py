"""A message that names what is near says nothing of it where nothing is."""

from __future__ import annotations

import pytest

from altyapi.audit.views import ViewUnknown
from altyapi.errors import Language


@pytest.mark.parametrize(
    ("near", "language", "told"),
    [
        ("donanim", "en", "No such view: St. John. Near: donanim"),
        ("donanim", "tr", "Böyle bir görünüm yok: St. John. Yakın: donanim"),
        ("-", "en", "No such view: St. John."),
        ("", "tr", "Böyle bir görünüm yok: St. John."),
    ],
)
def test_the_near_name_is_told_where_there_is_one(near: str, language: Language, told: str) -> None:
    assert ViewUnknown(view="St. John", near=near, known="donanim").message(language) == told
