"""Turkish text, by example and by property."""

from __future__ import annotations

import errno
import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_sync import faults
from netbox_sync.system_words import in_turkish
from netbox_sync.text import (
    ALPHABET,
    EmptySlug,
    in_latin,
    look_alikes,
    nfc,
    replace_look_alikes,
    slugify,
    sort_key,
    to_ascii,
    tr_lower,
    tr_upper,
)

TURKISH = st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZâîû -0123456789", max_size=40)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Çankırı", "cankiri"),
        ("Işıklar", "isiklar"),
        ("Gölbaşı", "golbasi"),
        ("Bilgi İşlem Dairesi Başkanlığı", "bilgi-islem-dairesi-baskanligi"),
        ("İNCİRKÖY", "incirkoy"),
        ("ILICAÖREN", "ilicaoren"),
        ("Kâğıt, kalem & hâl", "kagit-kalem-hal"),
        (unicodedata.normalize("NFD", "Şahinkaya"), "sahinkaya"),
        ("  --Üç -- Tepe--  ", "uc-tepe"),
        ("Müller–Čapek", "muller-capek"),
    ],
)
def test_slugs_keep_every_turkish_letter(name: str, slug: str) -> None:
    assert slugify(name) == slug


@pytest.mark.parametrize("name", ["", "   ", "漢字", "?!"])
def test_a_name_without_usable_letters_is_refused(name: str) -> None:
    with pytest.raises(EmptySlug):
        slugify(name)


def test_a_long_slug_is_cut_without_a_trailing_hyphen() -> None:
    assert slugify("ab " * 50, max_length=6) == "ab-ab"


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("ISITMA", "ısıtma"),
        ("İSTASYON", "istasyon"),
        ("ÇÖĞÜŞ", "çöğüş"),
        ("IĞDIR", "ığdır"),
        ("BİLGİ İŞLEM", "bilgi işlem"),
    ],
)
def test_casing_follows_turkish_rules_both_ways(upper: str, lower: str) -> None:
    assert tr_lower(upper) == lower
    assert tr_upper(lower) == upper


def test_names_sort_as_a_turkish_reader_expects() -> None:
    expected = [
        "Ağaçlı",
        "Çınarlı",
        "Göldağı",
        "Ilıcaören",
        "İncirköy",
        "Kızılbük",
        "Merkezkent",
        "Özlüce",
        "Şahinkaya",
    ]
    shuffled = expected[::-1]
    assert sorted(shuffled, key=sort_key) == expected
    assert sorted(sorted(ALPHABET), key=sort_key) == list(ALPHABET)


def test_numbers_inside_names_sort_by_value() -> None:
    assert sorted(["kam10", "kam2", "kam1"], key=sort_key) == ["kam1", "kam2", "kam10"]


def test_letters_of_a_wrong_code_page_are_found_and_a_replacement_is_proposed() -> None:
    found = look_alikes("Güvenliđi ve ýþýk")
    assert [(one.found, one.proposed) for one in found] == [("đ", "ğ"), ("ý", "ı"), ("þ", "ş"), ("ý", "ı")]
    assert replace_look_alikes("Güvenliđi ve ýþýk") == "Güvenliği ve ışık"


def test_right_turkish_text_has_no_look_alikes() -> None:
    assert look_alikes("Pijamalı hasta yağız şoföre çabucak güvendi İĞŞÇÖÜ") == ()


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Yetkisiz erişim suçtur – TCK m243", "Yetkisiz erisim suctur - TCK m243"), ("№", "No"), ("漢", "?")],
)
def test_ascii_form_keeps_case_and_words(text: str, plain: str) -> None:
    assert to_ascii(text) == plain


@given(TURKISH)
def test_lower_and_upper_case_keep_the_length_and_undo_each_other(text: str) -> None:
    assert len(tr_lower(text)) == len(tr_upper(text)) == len(text)
    assert tr_lower(tr_upper(text)) == tr_lower(text)
    assert tr_upper(tr_lower(text)) == tr_upper(text)


@given(st.text(max_size=60))
def test_a_slug_is_a_slug_and_slugging_it_again_changes_nothing(text: str) -> None:
    try:
        slug = slugify(text)
    except EmptySlug:
        return
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 100
    assert slugify(slug) == slug


@given(TURKISH)
def test_every_turkish_spelling_of_a_name_in_either_case_or_form_gives_one_slug(text: str) -> None:
    try:
        slug = slugify(text)
    except EmptySlug:
        return
    assert slugify(tr_lower(text)) == slugify(tr_upper(text)) == slugify(unicodedata.normalize("NFD", text)) == slug


@given(st.lists(st.text(max_size=8), max_size=8))
def test_sorting_is_total_whatever_the_text(texts: list[str]) -> None:
    backwards = texts[::-1]
    assert [nfc(text) for text in sorted(backwards, key=sort_key)] == [
        nfc(text) for text in sorted(texts, key=sort_key)
    ]


def test_what_the_system_says_is_turkish_in_a_turkish_message() -> None:
    for number in (errno.ENOENT, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ECONNREFUSED):
        error = faults.NetBoxUnreachable(url="http://netbox.example", reason=str(OSError(number, os.strerror(number))))
        assert os.strerror(number) in error.message("en")
        assert os.strerror(number) not in error.message("tr")
        assert "Errno" not in error.message("tr")
    assert in_turkish("NetBox: Invalid token") == "NetBox: Invalid token"


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("\u0455w1-ahb", "sw1-ahb"),  # Cyrillic dze
        ("k\u03bfnum 5", "konum 5"),  # Greek omicron
        ("\u041a\u0410\u041c-01", "KAM-01"),  # each letter of the word is Cyrillic, and none is seen to be
        ("\u041c\u043e\u0441\u043a\u0432\u0430", "\u041c\u043e\u0441\u043a\u0432\u0430"),  # Moskva: a word of its own
        ("10 k\u03a9, 5\u03bcm", "10 k\u03a9, 5\u03bcm"),
        ("Çınarlı İş Merkezi", "Çınarlı İş Merkezi"),
    ],
)
def test_letters_that_only_look_latin_are_seen_through(text: str, proposed: str) -> None:
    assert in_latin(text) == proposed
