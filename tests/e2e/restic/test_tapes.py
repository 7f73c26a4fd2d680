"""The tape register over cartridges that are folders: written, read back, worn, carried off, destroyed. With a real restic."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from altyapi.backup import tape, taping
from altyapi.backup.changer import CONTENT, Changer
from altyapi.backup.tape import CartridgeNotUsable, CartridgeUnknown, Event, Tapes, TapesBroken
from altyapi.backup.taping import Written
from altyapi.cli.backup import taped
from altyapi.cli.backup.taped import NoCartridge, StillKept
from altyapi.settings import Settings
from altyapi.view.output import Output
from tests.e2e.restic.ground import FILES, Ground
from tests.support import restic

FIRST, SECOND = "OBB001L8", "OBB002L8"


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return _enrolled(tmp_path)


def _enrolled(folder: Path) -> Ground:
    restic.needs("restic")
    made = Ground(folder)
    for barcode in (FIRST, SECOND):
        changer(made).label(barcode)
        made.tapes.add(_event(made, barcode, "enrolled", location="teyp"))
    return made


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new cartridge's key costs a second of arithmetic: it is written once, and each test has a copy."""
    made = _enrolled(tmp_path_factory.mktemp("yazili"))
    made.filled(FILES, {"a.txt": "bir"})
    write(made, FIRST)
    return made.folder


@pytest.fixture
def written(written_once: Path, tmp_path: Path) -> Ground:
    """The first cartridge holds the one point that there is."""
    shutil.copytree(written_once, tmp_path / "kopya")
    return Ground(tmp_path / "kopya")


def changer(ground: Ground) -> Changer:
    return Changer("teyp", ground.policy.places["teyp"], ground.store, ground.folder / "cache")


def waiting(ground: Ground) -> tuple[taping.Wanted, ...]:
    return taping.missing(ground.policy, ground.systems, ground.archives, ground.tapes, "teyp", ground.now)


def write(ground: Ground, barcode: str) -> Written:
    return taping.write(
        ground.tapes.get(barcode), waiting(ground), changer=changer(ground), archives=ground.archives, tapes=ground.tapes,
        now=ground.now, by="yedek", evrak="E-1",
    )  # fmt: skip


def _event(ground: Ground, barcode: str, happening: str, **fields: object) -> Event:
    made = {"time": ground.now.isoformat(), "barcode": barcode, "happening": happening, "by": "yedek"}
    return Event.model_validate({**made, **fields})


def test_what_waits_is_written_once_and_read_back(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    (one,) = waiting(ground)
    done = write(ground, FIRST)
    assert [point.id for point in done.points] == [one.point.id]
    assert waiting(ground) == ()
    assert changer(ground).wrong(FIRST, ground.tapes.get(FIRST).content_sha256) == ""
    (copy,) = changer(ground).repository(FIRST).snapshots()
    assert copy.original == one.point.id
    # this month's point is still to be replaced by a later one of the month: it waits for the month's end
    ground.filled(FILES, {"a.txt": "iki"})
    assert waiting(ground) == ()
    ground.now = ground.now.replace(day=1) + timedelta(days=33)
    assert len(waiting(ground)) == 1


def test_a_cartridge_is_written_again_when_none_of_its_points_is_kept(written: Ground) -> None:
    kept = taping.kept_ids(written.policy, written.systems, written.tapes, "teyp", written.now)
    every = written.tapes.cartridges().values()
    assert [one.barcode for one in tape.reusable(every, kept)] == [SECOND]
    assert [one.barcode for one in tape.reusable(every, frozenset())] == [SECOND, FIRST]


def test_a_changed_byte_and_an_exchanged_cartridge_are_found_without_the_key(written: Ground) -> None:
    written.secrets.clear()  # nothing below has the key
    content = written.tapes.get(FIRST).content_sha256
    root = written.teyp / FIRST / CONTENT
    (snapshot,) = (root / "snapshots").iterdir()
    held = snapshot.read_bytes()
    snapshot.unlink()
    assert changer(written).wrong(FIRST, content) == "other files than were written"
    snapshot.write_bytes(held)
    assert changer(written).wrong(FIRST, content) == ""
    restic.tamper(restic.packs(root)[0])
    assert changer(written).wrong(FIRST, content).startswith("damaged: data/")


def test_a_damaged_cartridge_counts_for_nothing_and_is_never_written_again(written: Ground) -> None:
    written.tapes.add(_event(written, FIRST, "checked", ok=False, problem="damaged: data/00"))
    assert len(waiting(written)) == 1
    assert [one.barcode for one in tape.reusable(written.tapes.cartridges().values(), frozenset())] == [SECOND]


def test_nothing_is_written_on_a_cartridge_that_bears_another_label(ground: Ground) -> None:
    ground.filled(FILES, {"a.txt": "bir"})
    (ground.teyp / FIRST).rename(ground.teyp / "gecici")
    (ground.teyp / SECOND).rename(ground.teyp / FIRST)
    with pytest.raises(CartridgeNotUsable, match=FIRST):
        write(ground, FIRST)
    assert not (ground.teyp / FIRST / CONTENT).exists()
    (ground.teyp / "YABANCI1").mkdir()
    (ground.teyp / "YABANCI1" / "baskasinin").write_text("veri", "utf-8")
    with pytest.raises(CartridgeNotUsable):
        changer(ground).label("YABANCI1")


def test_a_destroyed_cartridge_stays_in_the_register_with_its_document(ground: Ground) -> None:
    ground.tapes.add(_event(ground, FIRST, "destroyed", evrak="E-2", method="parçalama", reason="ömrü doldu"))
    gone = ground.tapes.get(FIRST)
    assert (gone.state, gone.evrak) == ("destroyed", "E-2")
    with pytest.raises(CartridgeNotUsable):
        ground.tapes.add(_event(ground, FIRST, "moved", location="kasa"))
    with pytest.raises(CartridgeNotUsable):
        ground.tapes.add(_event(ground, FIRST, "enrolled"))
    with pytest.raises(CartridgeUnknown):
        ground.tapes.add(_event(ground, "YOK12345", "moved", location="kasa"))


def test_the_register_is_a_chain(ground: Ground) -> None:
    file = ground.tapes.log.file
    file.write_text(file.read_text("utf-8").replace(FIRST, "OBB009L8"), "utf-8")
    with pytest.raises(TapesBroken):
        Tapes.of(ground.folder).cartridges()


@pytest.fixture
def desk(written: Ground, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What the commands are given, over the same folder and plan."""
    for name, value in written.secrets.items():
        monkeypatch.setenv(f"ALTYAPI_SECRET_{name}", value)
    policy = written.policy.model_dump(mode="json", by_alias=True, include={"places", "own_systems"})
    (written.folder / "backup.yml").write_text(json.dumps(policy), "utf-8")
    return Settings(root=written.folder, state_dir=written.folder, policy_dir=written.folder)


def test_a_cartridge_whose_points_are_kept_is_not_destroyed_by_mistake(written: Ground, desk: Settings) -> None:
    fields = {"evrak": "E-2", "method": "parçalama", "reason": "ömrü doldu", "witness": "mudur"}
    with pytest.raises(StillKept, match=FIRST):
        taped.destroy(Output("text", "en"), desk, FIRST, early=False, **fields)
    assert written.tapes.get(FIRST).state != "destroyed"


def test_without_a_cartridge_that_may_be_written_nothing_is(written: Ground, desk: Settings) -> None:
    written.tapes.add(_event(written, FIRST, "checked", ok=False, problem="damaged: data/00"))
    shutil.rmtree(written.teyp / SECOND)
    with pytest.raises(NoCartridge, match="teyp"):
        taped.write(Output("text", "en"), desk, "", evrak="E-2")


def test_a_cartridge_enrolled_in_the_cabinet_is_written_once_it_is_loaded(written: Ground, desk: Settings) -> None:
    written.tapes.add(_event(written, FIRST, "checked", ok=False, problem="damaged: data/00"))
    shutil.rmtree(written.teyp / SECOND)
    (written.teyp / SECOND).mkdir()
    assert taped.write(Output("text", "en"), desk, "", evrak="E-2") == 0
    assert written.tapes.get(SECOND).state == "written"
    assert waiting(written) == ()
