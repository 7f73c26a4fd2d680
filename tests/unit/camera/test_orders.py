"""Four eyes for cameras: an order is written, signed by a second person, and carried out as it was signed, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from altyapi.camera import firmware
from altyapi.camera import order as orders
from altyapi.camera.asked import Asked
from altyapi.camera.faults import CheckRunning, OrderChanged, OrderSaysIt, OrderStale, OrderUnreadable
from altyapi.camera.model import cameras
from altyapi.camera.order import Item, Order
from altyapi.camera.ring import Login, Ring
from altyapi.camera.state import alone
from altyapi.camera.tries import Event, Tries
from altyapi.cli import releasing
from altyapi.cli.camera import care
from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing
from altyapi.evidence import chain
from altyapi.evidence.record import CareRecord
from altyapi.plan import approval
from altyapi.plan.approval import AuthorUnproven, NotApproved
from altyapi.plan.policy import ChangePolicy
from altyapi.secrets import SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.settings import Settings
from altyapi.view.output import Output
from lab.devices.onvif import RunningCamera, running_cameras
from netbox_sync import snapshot
from netbox_sync.model import Snapshot
from tests.support import estates, plans
from tests.unit.camera.rotating import broken_after

IMAGE = b"firmware OK-2143 5.7.9\n"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Desk:
    """A project whose two cameras are emulated, and the people who sign."""

    def __init__(self, folder: Path, taken: Snapshot, running: dict[str, RunningCamera], passwords: dict[str, Any]):
        self.cameras, self.people = running, plans.people(folder / "people")
        vault = folder / "vault"
        vault.write_text("kasa parolası")
        secrets = folder / "secrets.yml"
        secrets.write_text(json.dumps({"credentials": {"camera": {"username": "admin", "password": "Ortak-1"}}}))
        secrets.chmod(0o600)
        release = {"models": ["OK-*"], "version": "5.7.9", "file": "ok.bin"}
        release["sha256"] = hashlib.sha256(IMAGE).hexdigest()
        (folder / "firmware").mkdir()
        (folder / "firmware" / "ok.bin").write_bytes(IMAGE)
        self.policy = folder / "policy"
        self.policy.mkdir()
        self.rules: dict[str, Any] = {
            "probing": {"allowed": ["127.0.0.0/8"]},
            "passwords": {"spacing_s": 0, "require_tls": False, **passwords},
            "firmware": {"releases": [release], "restart_s": 60},
        }
        self.write()
        self.settings = Settings(
            root=folder, state_dir=folder / "var", known_hosts=folder / "known_hosts", vault_password_file=vault,
            secrets_file=secrets, policy_dir=self.policy, allowed_signers=self.people.allowed_signers,
            signing_key=self.people.keys[plans.AUTHOR], connect_timeout_s=5, command_timeout_s=5,
        )  # fmt: skip
        devices = tuple(
            one.model_copy(
                update={
                    "config_context": {"connection": {"host": running[one.name].host, "port": running[one.name].port}}
                }
            )
            if one.name in running
            else one
            for one in taken.tables.devices
        )
        held = taken.holding(devices=devices)
        snapshot.save(
            held.model_copy(update={"digest": snapshot.digest(held.tables)}), self.settings.state_dir / "snapshot.json"
        )

    def write(self) -> None:
        (self.policy / "camera.yml").write_text(json.dumps(self.rules))

    def run(self, what: Callable[..., int], **asked: Any) -> int:
        limit = "" if asked.get("order") else ",".join(self.cameras)
        given = {"limit": limit, "apply": True, "order": None, "reason": "", "evrak": "", **asked}
        return what(Output("text", "en"), self.settings, **given)

    def order(self) -> Path:
        (file,) = (self.settings.state_dir / "orders").glob("*.json")
        return file

    def approve(self, file: Path, person: str = plans.APPROVER) -> None:
        key = self.people.keys[person]
        approval.sign(orders.load(file), file, key, self.people.allowed_signers, "approver", datetime.now(UTC))

    def records(self) -> list[CareRecord]:
        found = [one.link.record for one in chain.verify(chain.file_of(self.settings.state_dir))]
        return [one for one in found if isinstance(one, CareRecord)]


Start = Callable[..., Desk]


@pytest.fixture
def start(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    monkeypatch.setattr(firmware, "POLL_S", 0.02)
    base = tmp_path_factory.getbasetemp()
    taken = estates.taken(base if worker_id == "master" else base.parent, "tiny")
    names = [one.name for one in cameras(taken) if one.in_service and one.kind == "camera"][:2]
    with ExitStack() as stack:

        def started(**passwords: Any) -> Desk:
            specs = [{"name": name, "users": {"admin": ("Ortak-1", "Administrator")}} for name in names]
            return Desk(tmp_path, taken, stack.enter_context(running_cameras(specs)), passwords)

        yield started


ASKED = {"reason": "CVE-2026-1", "evrak": "E-1"}


def test_firmware_is_sent_only_by_an_order_that_a_second_person_signed(start: Start) -> None:
    desk = start()
    with pytest.raises(OptionMissing):
        desk.run(care.firmware)
    assert desk.run(care.firmware, **ASKED) == PENDING
    file = desk.order()
    assert isinstance(releasing.reviewed(file), Order)
    with pytest.raises(NotApproved):
        desk.run(care.firmware, order=file)
    assert all(one.restarts == 0 for one in desk.cameras.values())
    desk.approve(file)
    assert desk.run(care.firmware, order=file) == DONE
    assert {one.held.firmware for one in desk.cameras.values()} == {"5.7.9"}
    (record,) = desk.records()
    assert (record.reason, record.evrak, record.order) == ("CVE-2026-1", "E-1", orders.load(file).id)
    assert {one.statement.principal for one in record.approvals} == {plans.AUTHOR, plans.APPROVER}
    assert desk.run(care.firmware, order=file) == DONE  # once more: they are where it leads
    assert all(one.restarts == 1 for one in desk.cameras.values())


def test_an_order_is_about_what_was_signed_and_nothing_else(start: Start) -> None:
    desk = start()
    desk.run(care.firmware, **ASKED)
    file = desk.order()
    desk.approve(file)
    desk.rules["firmware"]["releases"][0]["version"] = "5.8.0"
    desk.write()
    with pytest.raises(OrderStale, match=r"5\.8\.0"):
        desk.run(care.firmware, order=file)
    with pytest.raises(OrderStale, match="about firmware"):
        desk.run(care.rotate, order=file)
    assert all(one.restarts == 0 for one in desk.cameras.values())


@pytest.mark.parametrize("option", ["limit", "reason", "evrak"])
def test_an_order_is_carried_out_as_it_is_and_no_option_beside_it_is_passed_over(start: Start, option: str) -> None:
    desk = start()
    desk.run(care.firmware, **ASKED)
    file = desk.order()
    desk.approve(file)
    for what in (care.firmware, care.rotate):
        with pytest.raises(OrderSaysIt, match=f"--{option}"):
            desk.run(what, order=file, **{option: next(iter(desk.cameras))})
    assert all(one.restarts == 0 for one in desk.cameras.values())


def test_a_camera_that_does_not_answer_holds_up_no_other_of_its_order(start: Start) -> None:
    desk = start()
    desk.run(care.firmware, **ASKED)
    desk.approve(desk.order())
    silent, good = desk.cameras
    desk.cameras[silent].set(garbage=True)
    assert desk.run(care.firmware, order=desk.order()) == PENDING
    assert (desk.cameras[silent].restarts, desk.cameras[good].held.firmware) == (0, "5.7.9")
    desk.cameras[silent].set(garbage=False)
    assert desk.run(care.firmware, order=desk.order()) == DONE
    assert desk.cameras[silent].held.firmware == "5.7.9"


def test_few_passwords_a_day_need_no_second_person_and_more_do(start: Start) -> None:
    desk = start(preapproved_per_day=1)
    first, second = desk.cameras
    assert desk.run(care.rotate, limit=first, **ASKED) == DONE
    assert desk.run(care.rotate, limit=second, **ASKED) == PENDING  # the second of that day
    file = desk.order()
    assert [one.device for one in orders.load(file).devices] == [second]
    with pytest.raises(NotApproved):
        desk.run(care.rotate, order=file)
    assert desk.cameras[second].held.users["admin"][0] == "Ortak-1"
    desk.approve(file)
    assert desk.run(care.rotate, order=file, limit="") == DONE
    assert desk.cameras[second].held.users["admin"][0] != "Ortak-1"
    assert [(one.order, len(one.approvals)) for one in desk.records()] == [("", 0), (orders.load(file).id, 2)]


def test_what_was_begun_is_finished_without_asking_anew(start: Start) -> None:
    desk = start(preapproved_per_day=1)
    first, second = desk.cameras
    tries = Tries(desk.settings.state_dir)
    tries.note(Event(time=datetime.now(UTC).isoformat(), camera=first, what="changed"))
    ring = Ring(KeptSecrets.from_settings(desk.settings), SecretStore.from_settings(desk.settings))
    ring.begin(second, Login("admin", "Yeni-Parola-2"), Login("admin", "Ortak-1"))  # and then that process died
    assert desk.run(care.rotate, limit=second, **ASKED) == DONE
    assert not (desk.settings.state_dir / "orders").exists()
    assert [(one.reason, one.devices[0].state) for one in desk.records()] == [
        ("CVE-2026-1", "kept-old"),
        ("CVE-2026-1", "changed"),
    ]


def users(desk: Desk, camera: str, held: dict[str, Any]) -> None:
    """As somebody else left that camera, or another one in its place."""
    desk.cameras[camera].call(lambda one: one.held.users.update(held))


def test_passwords_are_changed_only_where_the_camera_is_as_its_order_says(start: Start) -> None:
    desk = start(preapproved_per_day=0)
    first, _ = desk.cameras
    desk.run(care.rotate, **ASKED)
    desk.approve(desk.order())
    users(desk, first, {"admin": ("admin", "Administrator")})
    with pytest.raises(OrderStale, match="default admin, not shared admin"):
        desk.run(care.rotate, order=desk.order())
    assert [one.held.users["admin"][0] for one in desk.cameras.values()] == ["admin", "Ortak-1"]
    users(desk, first, {"admin": ("Ortak-1", "Administrator")})
    assert desk.run(care.rotate, order=desk.order()) == DONE
    changed = [one.held.users["admin"][0] for one in desk.cameras.values()]
    assert "Ortak-1" not in changed
    assert desk.run(care.rotate, order=desk.order()) == DONE  # once more: nothing is left to be done
    assert [one.held.users["admin"][0] for one in desk.cameras.values()] == changed


def test_after_more_than_the_day_lets_pass_a_run_with_nothing_due_writes_no_order(start: Start) -> None:
    desk = start(preapproved_per_day=0)
    desk.run(care.rotate, **ASKED)
    desk.approve(desk.order())
    desk.run(care.rotate, order=desk.order())
    assert desk.run(care.rotate, **ASKED) == DONE
    assert desk.order().is_file()  # the one


def test_a_change_that_looking_settles_has_its_evidence(start: Start) -> None:
    desk = start(preapproved_per_day=0)
    first, second = desk.cameras
    ring = Ring(KeptSecrets.from_settings(desk.settings), SecretStore.from_settings(desk.settings))
    ring.begin(first, Login("admin", "Yeni-Parola-2"), Login("admin", "Ortak-1"))  # told, and then that process died
    users(desk, first, {"admin": ("Yeni-Parola-2", "Administrator")})
    assert desk.run(care.rotate, **ASKED) == PENDING
    assert [one.device for one in orders.load(desk.order()).devices] == [second]
    (record,) = desk.records()
    assert [(one.device, one.state) for one in record.devices] == [(first, "changed")]


def test_a_change_whose_proof_the_line_broke_has_its_evidence_at_once_and_when_it_is_settled(
    start: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = start()
    first, _ = desk.cameras
    broken_after(monkeypatch, desk.cameras[first])
    assert desk.run(care.rotate, limit=first, **ASKED) == PENDING
    said = capsys.readouterr().out
    assert "NOT PROVEN" in said
    assert f"camera.rotate --limit {first}" in said
    began = desk.records()[0].by
    desk.cameras[first].set(drop_at="")
    monkeypatch.setattr(care, "operator", lambda: "kul0002")
    assert desk.run(care.rotate, limit=first, apply=False) == DONE
    told, settled = desk.records()
    assert [(one.device, one.found, one.state) for one in told.devices] == [(first, "shared", "unproven")]
    assert [(one.device, one.found, one.state) for one in settled.devices] == [(first, "open", "changed")]
    assert "kul0002" in settled.devices[0].detail
    assert {(one.by, one.reason, one.evrak) for one in (told, settled)} == {(began, "CVE-2026-1", "E-1")}


def test_a_change_by_order_keeps_its_order_whoever_settles_it(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = start(preapproved_per_day=0)
    first, _ = desk.cameras
    desk.run(care.rotate, limit=first, **ASKED)
    desk.approve(desk.order())
    with monkeypatch.context() as patch:
        broken_after(patch, desk.cameras[first])
        assert desk.run(care.rotate, order=desk.order()) == PENDING
    desk.cameras[first].set(drop_at="")
    assert desk.run(care.rotate, limit=first, apply=False) == DONE
    told, settled = desk.records()
    assert settled.devices[0].state == "changed"
    assert settled.order == orders.load(desk.order()).id
    assert (settled.order, settled.approvals, settled.reason) == (told.order, told.approvals, told.reason)
    assert len(settled.approvals) == 2


def test_an_old_password_that_stands_after_a_run_that_died_has_its_evidence(start: Start) -> None:
    desk = start()
    first, _ = desk.cameras
    ring = Ring(KeptSecrets.from_settings(desk.settings), SecretStore.from_settings(desk.settings))
    why = Asked(by="kul0001", reason="CVE-2026-1", evrak="E-1")
    ring.begin(first, Login("admin", "Yeni-Parola-2"), Login("admin", "Ortak-1"), why)  # and then that process died
    assert desk.run(care.rotate, limit=first, reason="Yeni", evrak="E-2") == DONE
    stands, changed = desk.records()
    assert [(one.state, one.found) for one in stands.devices] == [("kept-old", "open")]
    assert (stands.by, stands.reason, stands.evrak) == ("kul0001", "CVE-2026-1", "E-1")
    assert [(one.state, one.found) for one in changed.devices] == [("changed", "open")]
    assert (changed.reason, changed.evrak) == ("Yeni", "E-2")


def test_a_run_that_died_has_used_up_what_it_began(start: Start) -> None:
    desk = start(preapproved_per_day=1)
    first, second = desk.cameras
    Tries(desk.settings.state_dir).note(Event(time=datetime.now(UTC).isoformat(), camera=first, what="candidate"))
    assert desk.run(care.rotate, limit=second, **ASKED) == PENDING
    assert desk.cameras[second].held.users["admin"][0] == "Ortak-1"


def test_two_runs_over_passwords_are_never_at_work_at_once(start: Start) -> None:
    """Neither would count the logins that the other one sends, nor what it changes."""
    desk = start()
    with alone(desk.settings.state_dir / "camera" / ".passwords.lock"), pytest.raises(CheckRunning):
        desk.run(care.rotate, apply=False)
    assert all(one.log == [] for one in desk.cameras.values())
    assert desk.run(care.rotate, apply=False) == PENDING


def test_firmware_that_is_interrupted_has_its_evidence(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = start()
    desk.run(care.firmware, **ASKED)
    desk.approve(desk.order())
    proven = firmware.Fleet._proven

    async def interrupted(*given: Any) -> Any:
        await proven(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(firmware.Fleet, "_proven", interrupted)
    with pytest.raises(KeyboardInterrupt):
        desk.run(care.firmware, order=desk.order())
    begun = [name for name, one in desk.cameras.items() if one.restarts]
    (record,) = desk.records()
    assert [(one.device, one.state, one.found) for one in record.devices] == [
        (name, "failed", "5.7.3") for name in begun
    ]


def test_a_camera_that_tells_no_addresses_holds_up_no_other(start: Start) -> None:
    desk = start()
    desk.run(care.firmware, **ASKED)
    desk.approve(desk.order())
    first, second = desk.cameras
    desk.rules["firmware"]["failure_budget"] = 1
    desk.write()
    desk.cameras[first].set(lies=frozenset({"address"}))
    assert desk.run(care.firmware, order=desk.order()) == ERROR
    (record,) = desk.records()
    assert {one.device: one.state for one in record.devices} == {first: "failed", second: "updated"}


def made(**changes: Any) -> Order:
    items = [Item(device="kam1", found="5.7.3", model="OK-1", wanted="5.7.9", sha256="a" * 64)]
    held = orders.draft("firmware", items, ChangePolicy(), author=plans.AUTHOR, reason="CVE", evrak="E-1", now=NOW)
    return held.model_copy(update=changes)


def test_an_order_that_was_touched_is_out_of_time_or_unsigned_is_none(tmp_path: Path) -> None:
    people, file = plans.people(tmp_path / "people"), tmp_path / "order.json"
    given: dict[str, Any] = {"allowed_signers": people.allowed_signers, "policy": ChangePolicy()}
    orders.save(made(), file)
    with pytest.raises(AuthorUnproven):
        orders.require(made(), file, now=NOW, **given)
    for hours in (-1, 80):
        with pytest.raises(OrderStale):
            orders.require(made(), file, now=NOW + timedelta(hours=hours), **given)
    with pytest.raises(OrderStale, match="longer"):
        orders.require(made(expires=(NOW + timedelta(days=90)).isoformat()), file, now=NOW, **given)
    file.write_bytes(made().content.replace(b"5.7.9", b"5.7.8") + b"\n")
    with pytest.raises(OrderChanged):
        orders.load(file)
    file.write_text("{}")
    with pytest.raises(OrderUnreadable):
        orders.load(file)


def test_an_order_can_t_say_that_it_needs_fewer_people_than_the_policy(tmp_path: Path) -> None:
    people, file = plans.people(tmp_path / "people"), tmp_path / "order.json"
    lax = made(approvals_needed=0, risk="low")
    orders.save(lax, file)
    approval.sign(lax, file, people.keys[plans.AUTHOR], people.allowed_signers, "author", NOW)
    with pytest.raises(NotApproved):
        orders.require(lax, file, allowed_signers=people.allowed_signers, policy=ChangePolicy(), now=NOW)
