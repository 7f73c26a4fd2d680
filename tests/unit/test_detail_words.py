"""A Turkish message has no English sentence in its fields: what an error carries there has its Turkish in a table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi import settings
from altyapi.apply.release import ReleaseStale
from altyapi.detail_words import ENGINE
from altyapi.device.errors import SessionLost
from altyapi.device.terminal import CLOSED
from altyapi.evidence import words
from altyapi.plan.admission import PlanTooLax
from altyapi.plan.approval import ApprovalRefused, NotApproved
from altyapi.secrets import SecretStore
from altyapi.settings import PACKAGE_ROOT, SettingsInvalid
from netbox_sync.faults import TokenRefused

FIELDS = frozenset({"problem", "problems", "detail", "answer", "fault"})
SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")
PARTS = (
    "altyapi/*.py", "altyapi/plan/**/*.py", "altyapi/apply/**/*.py", "altyapi/device/**/*.py", "altyapi/drift/**/*.py",
    "altyapi/firewall/**/*.py", "altyapi/platforms/**/*.py", "altyapi/remediation/**/*.py", "altyapi/secrets/**/*.py",
    "altyapi/evidence/**/*.py", "altyapi/intent/**/*.py", "altyapi/render/**/*.py", "netbox_sync/*.py", "netbox_sync/pull/*.py",
)  # fmt: skip
"""What the way of a change goes through."""


def sentences() -> Iterator[tuple[str, str]]:
    """Every English sentence that is written into such a field of an error, its fields as `x` or, where a number fits, `1`."""
    for part in PARTS:
        for file in sorted(PACKAGE_ROOT.glob(part)):
            for raised in (
                node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Raise)
            ):
                yield from ((f"{file.relative_to(PACKAGE_ROOT)}:{raised.lineno}", text) for text in _of(raised))


def _of(raised: ast.Raise) -> Iterator[str]:
    for call in (node for node in ast.walk(raised) if isinstance(node, ast.Call)):
        for keyword in call.keywords:
            text = _text(keyword.value)
            if keyword.arg in FIELDS and text and SENTENCE.search(text):
                yield text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "17" for part in node.values
        )  # a number fits every field
    return ""


def test_every_sentence_in_a_field_of_an_error_has_its_turkish() -> None:
    found = list(sentences())
    assert len(found) > 50
    assert [(place, text) for place, text in found if ENGINE.in_turkish(text) == text] == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            PlanTooLax(problems="501 devices, allowed 500; sw1: its checks are not those of its commands"),
            "Plan politikayı karşılamıyor: cihaz: 501, izin verilen: 500; sw1: denetimleri komutlarınınki değil.",
        ),
        (
            ReleaseStale(file=Path("r.json"), problem="valid for longer than 72 h", run="r"),
            "geçerlilik süresi uzun, izin verilen: 72 sa",
        ),
        (ApprovalRefused(problem="no key at /k", remedy="Check the key, its passphrase, or ssh-add -l"), "anahtar yok: /k"),
        (
            NotApproved(file="p", have=0, needed=1, problems="; a.json: approved by its author", author="x"),
            "; a.json: hazırlayanın kendisi onaylamış",
        ),
    ],
)  # fmt: skip
def test_a_message_is_turkish_throughout(error: ApprovalRefused, told: str) -> None:
    assert told in error.message("tr")


def test_where_a_secret_was_looked_for_is_told_in_turkish() -> None:
    fault = SecretStore(file=None, environment={}).fault(["altyapi/digest-key", "x/y"])
    told = fault.message("tr")
    assert "ortam (ALTYAPI_SECRET_…); dosya yok (ALTYAPI_SECRETS_FILE ayarlı değil); komut yok" in told
    assert "environment" not in told


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ALTYAPI_WORKERS", "many", "beklenen: tam sayı."),
        ("ALTYAPI_WORKERS", "0", "beklenen: en az 1."),
        ("ALTYAPI_MAIL_SECURITY", "ssl", "beklenen: 'starttls', 'tls' ya da 'none'."),
    ],
)
def test_what_is_wrong_with_a_setting_is_told_in_turkish(variable: str, value: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        settings.load({variable: value}, tmp_path)
    assert refused.value.message("tr").endswith(f"(kaynak: ortam): {told}")


def test_a_lost_session_is_told_in_turkish_as_far_as_nobody_else_said_it() -> None:
    lost = SessionLost(device="sw1", after="vlan 30", detail=CLOSED)
    assert lost.message("tr").endswith("Ayrıntı: Cihaz oturumu kapattı.")
    assert "Cihaz oturumu kapattı." in words.told(str(lost), "tr")


def test_a_remedy_that_an_error_carries_is_turkish_too() -> None:
    error = ApprovalRefused(problem="no key at /k", remedy="Add the person's public key to /s")
    assert error.remedy("tr") == "Kişinin açık anahtarını ekleyin: /s"


def test_a_reason_of_a_fate_is_turkish_with_what_it_carries() -> None:
    assert words.told("interrupted", "tr") == "yarıda kesildi"
    assert words.told("KeyboardInterrupt: ", "tr") == "yarıda kesildi"
    assert words.told("ports: gone down: Gi1/0/1; login: new login accepted", "tr") == (
        "portlar: kapanan: Gi1/0/1; oturum: yeni oturum kabul edildi"
    )
    refused = str(PlanTooLax(problems="501 devices, allowed 500"))
    assert words.told(refused, "tr") == "Plan politikayı karşılamıyor: cihaz: 501, izin verilen: 500."


def test_what_nobody_here_said_stays_as_it_was() -> None:
    for text in ("Kamera portu; yeni VLAN", "sw1: % Invalid input detected at '^' marker.", "interrupted by nobody"):
        assert ENGINE.in_turkish(text) == text


def test_what_netbox_says_of_a_token_is_told_in_turkish() -> None:
    refused = TokenRefused(
        url="http://127.0.0.1:8000", detail="Source IP 10.0.0.9 is not permitted to authenticate using this token."
    )
    assert refused.message("tr").endswith("bu anahtar 10.0.0.9 adresinden kullanılamaz")
    assert TokenRefused(url="u", detail="Invalid token").message("tr").endswith("böyle bir anahtar yok")
