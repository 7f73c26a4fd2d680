"""Why a password is changed is kept beside the new one, and never in the way of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.camera import asked as asking
from altyapi.camera.asked import Asked
from altyapi.camera.ring import Login
from altyapi.plan.approval import Approval, Statement
from tests.unit.camera.rotating import Place

OLD, NEW = Login("admin", "Eski-Parola-1"), Login("admin", "Yeni-Parola-2")


@pytest.mark.parametrize("reason", ['Şifre "değişimi"', "a\x07b\x85c\u2028d", "iki\nsatır", ""])
def test_whatever_the_reason_says_the_store_reads_it_back(tmp_path: Path, reason: str) -> None:
    place = Place(tmp_path, {})
    statement = Statement(plan_id="a" * 64, principal="kul0002", role="approver", signed="2026-11-22T12:00:00+00:00")
    signed = Approval(statement=statement, fingerprint="SHA256:x")
    asked = Asked(by="kul0001", reason=reason, evrak="E-1", order="a" * 64, approvals=(signed,))
    place.ring().begin("kam1", NEW, OLD, asked)
    again = place.ring()
    assert (again.asked("kam1"), again.candidate("kam1"), again.own("kam1")) == (asked, NEW, OLD)
    again.settle("kam1", NEW)
    assert (place.ring().asked("kam1"), place.ring().own("kam1")) == (None, NEW)


def test_another_change_does_not_pass_for_the_one_before(tmp_path: Path) -> None:
    place = Place(tmp_path, {})
    place.ring().begin("kam1", NEW, OLD, Asked(reason="eski"))
    place.ring().begin("kam1", NEW, OLD)
    assert place.ring().asked("kam1") is None


@pytest.mark.parametrize("kept", ["", "[]", '{"reason": 1}', '{"of": "another version"}'])
def test_what_another_version_kept_is_as_if_nothing_were_known(kept: str) -> None:
    assert asking.read(kept) is None
