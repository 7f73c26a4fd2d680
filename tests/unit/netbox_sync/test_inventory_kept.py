"""Answers kept beside the snapshot: the same as made anew, and never trusted when they can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from netbox_sync import snapshot
from netbox_sync.inventory import Options, Question, compiled
from netbox_sync.model import Snapshot

OPTIONS = Options(interfaces=True, config_context=True, group_by=("sites", "region", "device_roles"))


@pytest.fixture
def asked(tmp_path: Path, taken: Snapshot) -> Question:
    snapshot.save(taken, tmp_path / "snapshot.json")
    return Question(
        snapshot=tmp_path / "snapshot.json", digest=taken.digest, url=taken.source.url, options=OPTIONS, shapes=True
    )


def kept(asked: Question) -> Path:
    return compiled.folder(asked.snapshot) / f"{asked.key}.sqlite"


def test_a_kept_answer_is_the_one_that_was_made(asked: Question) -> None:
    made = asked.answer()
    assert kept(asked).is_file()
    asked.snapshot.write_bytes(b"")  # only the kept one can answer now
    again = asked.answer()
    assert (again.hosts, again.shapes) == (made.hosts, made.shapes)
    assert list(again.hosts) == list(made.hosts)
    assert (again.members, again.children) == (made.members, made.children)
    assert made.hosts


def test_one_host_is_read_alone_and_an_unknown_one_is_none(asked: Question) -> None:
    made = asked.answer()
    name = next(iter(made.hosts))
    asked.snapshot.write_bytes(b"")
    assert asked.host(name) == made.hosts[name]
    assert asked.host("no-such-host") is None
    assert sorted(asked.names()) == sorted(made.hosts)


@pytest.mark.parametrize("damage", ["cut", "overwritten", "of another question", "writable by others"])
def test_what_can_t_be_trusted_is_made_anew(asked: Question, damage: str) -> None:
    made = asked.answer()
    file = kept(asked)
    content = file.read_bytes()
    match damage:
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "overwritten":
            file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
        case "of another question":
            other = asked.model_copy(update={"limit": f"device:{next(iter(made.hosts))}"})
            other.answer()
            file.write_bytes(kept(other).read_bytes())
        case _:
            file.chmod(0o666)
    assert asked.answer().hosts == made.hosts
    assert file.stat().st_mode & 0o777 == 0o600


def test_another_digest_or_option_is_another_question_and_the_oldest_answers_go(asked: Question) -> None:
    asked.answer()
    assert asked.key != asked.model_copy(update={"digest": "0" * 64}).key
    for number in range(compiled.KEPT + 3):
        asked.model_copy(
            update={"options": OPTIONS.model_copy(update={"hostname_field": None, "network_os": {"x": str(number)}})}
        ).answer()
    assert len(list(compiled.folder(asked.snapshot).glob("*.sqlite"))) == compiled.KEPT


def test_an_answer_is_not_kept_under_the_name_of_a_snapshot_that_was_replaced_meanwhile(asked: Question) -> None:
    stale = asked.model_copy(update={"digest": "0" * 64})
    assert stale.answer().hosts
    assert not kept(stale).exists()


def test_a_file_of_names_is_read_each_time(asked: Question, tmp_path: Path) -> None:
    first, second = list(asked.answer().hosts)[:2]
    listed = asked.model_copy(update={"limit": "@names", "vm_limit": "all", "folder": tmp_path})
    for name in (first, second):
        (tmp_path / "names").write_text(name, encoding="utf-8")
        assert name in listed.answer().hosts


def test_what_a_lean_inventory_leaves_for_lookups_leads_to_every_variable(asked: Question) -> None:
    lean = asked.model_copy(update={"options": Options(profile="lean")})
    name, variables = next(iter(lean.answer().hosts.items()))
    assert "interfaces" not in variables
    found = Question.of_name(lean.on_demand()).host(name)
    assert found is not None
    assert {"interfaces", "config_context", "serial"} <= set(found)
    with pytest.raises(OSError, match="0000"):
        Question.of_name(f"{asked.snapshot}#0000")
