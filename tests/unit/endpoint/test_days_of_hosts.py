"""Hosts whose clocks keep another zone: what they tell is of the day that it was where the institution is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from altyapi.audit.estate import Estate
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.endpoint import antivirus, detected, equivalents, fitness, migration, migration_table
from altyapi.endpoint.antivirus import AntivirusReport
from altyapi.endpoint.assessment import Assessment
from altyapi.endpoint.detections import Detection
from altyapi.endpoint.migration import STEPS, Migration
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import Collected, key
from altyapi.settings import PACKAGE_ROOT
from tests.support import estates

NIGHT = "2026-04-19T22:30:00+00:00"
"""Half past one of the 20th in Istanbul."""
DAY = date(2026, 4, 20)
RULES = PardusPolicy()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    base = tmp_path_factory.getbasetemp()
    tiny = estates.estate(base if worker_id == "master" else base.parent, "tiny")
    return replace(tiny, day=DAY, zone=ZoneInfo("Europe/Istanbul"))


@pytest.fixture
def name(here: Estate) -> str:
    return next(iter(here.in_roles(here.policy.roles.computers))).name


def test_an_antivirus_that_reports_in_utc_reports_of_today(here: Estate, name: str) -> None:
    told = {"format": 1, "host": name, "made": NIGHT, "provider": "clamav", "version": "1.4.3", "signatures": NIGHT}
    report = AntivirusReport.model_validate(told)
    fields = antivirus.fields(here, Collected({key(name): report}))[name]
    assert (fields["av_bildirim"], fields["av_imza_tarihi"]) == ("2026-04-20", "2026-04-20")


def test_a_detection_is_told_by_the_clock_there(here: Estate, name: str) -> None:
    one = Detection.model_validate({"host": name, "id": "1", "at": NIGHT, "signature": "Eicar"})
    rows = table(detected.view(detected.rows([one], here)), here, scope=Scope(), unmask=False)
    assert rows.rows[0][0] == "2026-04-20 01:30"


def test_a_migration_that_ended_at_night_keeps_its_way_back_a_day_longer(here: Estate, name: str) -> None:
    steps = [{"name": step, "state": "done", "started": NIGHT, "ended": NIGHT} for step in STEPS]
    told = {"format": 1, "host": name, "made": NIGHT, "steps": steps, "way_back": "snapshot"}
    report = Migration.model_validate(told)
    assert migration.fields(here, Collected({key(name): report}))[name]["goc_tarihi"] == "2026-04-20"
    assert migration_table.days_back(report, RULES, DAY) == RULES.steps.rollback_days


def test_an_assessment_that_was_made_at_night_is_of_that_day() -> None:
    report = Assessment.model_validate({"format": 1, "host": "pc1", "made": NIGHT, "system": "windows 10.0.19045"})
    known = equivalents.load(PACKAGE_ROOT / "inventory" / "policy")
    (one,) = fitness.judge(report, RULES, known, DAY)
    assert one.day == DAY
