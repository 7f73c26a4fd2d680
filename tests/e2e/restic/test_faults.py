"""What befalls a repository: nothing that was kept is lost, and the message says what it is. With a real restic."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.backup import faults
from altyapi.backup.repository import Repository
from altyapi.backup.restic import meaning
from altyapi.errors import EngineError
from tests.support import restic
from tests.support.restic import Endpoint

HOST = "obb-mrk-ahb01-dosya01"


@pytest.fixture(autouse=True)
def _programs() -> None:
    restic.needs("restic")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "kaynak"
    (folder / "Çizelgeler").mkdir(parents=True)
    (folder / "Çizelgeler" / "İhale.ods").write_bytes(random.Random(1).randbytes(200_000))
    (folder / "not.txt").write_text("ilk\n", "utf-8")
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return restic.made(tmp_path / "depo")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    restic.needs("restic", "rclone", "openssl")
    with restic.endpoint(tmp_path_factory.mktemp("endpoint") / "uc") as served:
        yield served


def test_what_was_copied_comes_back_as_it_was(repository: Repository, source: Path, tmp_path: Path) -> None:
    taken = repository.backup([source], host=HOST, tags=["kind:files"], excludes=["*.tmp"])
    (snapshot,) = repository.snapshots()
    assert snapshot.id.startswith(taken.snapshot_id)
    assert (snapshot.hostname, snapshot.tags) == (HOST, ("kind:files",))
    assert taken.total_files_processed == 2
    repository.restore(snapshot.id, tmp_path / "geri")
    back = tmp_path / "geri" / source.relative_to("/")
    assert {file.name: file.read_bytes() for file in back.rglob("*") if file.is_file()} == {
        file.name: file.read_bytes() for file in source.rglob("*") if file.is_file()
    }
    assert {node.path for node in repository.files(snapshot.id) if node.type == "file"} == {
        str(file) for file in source.rglob("*") if file.is_file()
    }
    assert repository.size().total_size > 200_000


def test_a_source_that_is_missing_is_no_backup(repository: Repository, source: Path) -> None:
    with pytest.raises(faults.SourcesSkipped, match="/baglanmamis"):
        repository.backup([source, Path("/baglanmamis")], host=HOST)
    assert repository.snapshots() == ()


def test_a_tampered_pack_shows_where_it_is_read_and_only_there(
    repository: Repository, source: Path, tmp_path: Path
) -> None:
    repository.backup([source], host=HOST)
    largest = max(restic.packs(tmp_path / "depo"), key=lambda file: file.stat().st_size)
    restic.tamper(largest)
    repository.check(read="index")  # what everybody else's nightly check tells
    with pytest.raises(faults.RepositoryDamaged) as told:
        repository.check()
    assert largest.name[:8] in told.value.message("tr")
    with pytest.raises(faults.RepositoryDamaged):
        repository.uncached().restore("latest", tmp_path / "geri")


def test_a_damaged_index_is_not_hidden_by_the_cache(repository: Repository, source: Path, tmp_path: Path) -> None:
    repository.backup([source], host=HOST)
    for index in (tmp_path / "depo" / "index").iterdir():
        index.chmod(0o600)
        os.truncate(index, 100)
    repository.restore("latest", tmp_path / "onbellekten")  # restic's own way of hiding it
    with pytest.raises(faults.RepositoryDamaged):
        repository.uncached().restore("latest", tmp_path / "geri")
    with pytest.raises(faults.RepositoryDamaged):
        repository.check()


def test_a_lost_pack_is_damage(repository: Repository, source: Path, tmp_path: Path) -> None:
    repository.backup([source], host=HOST)
    # the files' own: for a folder's list restic looks again and again, the better part of a minute
    max(restic.packs(tmp_path / "depo"), key=lambda file: file.stat().st_size).unlink()
    with pytest.raises(faults.RepositoryDamaged):
        repository.check(read="index")


def test_the_wrong_key_opens_nothing_and_changes_nothing(repository: Repository, source: Path, tmp_path: Path) -> None:
    repository.backup([source], host=HOST)
    wrong = restic.at(tmp_path / "depo", "baska-parola")
    for attempt in (wrong.snapshots, wrong.exists, lambda: wrong.backup([source], host=HOST)):
        with pytest.raises(faults.WrongKey) as told:
            attempt()
        assert "baska-parola" not in told.value.message("en")
    assert len(repository.snapshots()) == 1


def test_no_repository_is_told_apart_from_every_other_fault(tmp_path: Path) -> None:
    assert not restic.at(tmp_path / "yok").exists()
    with pytest.raises(faults.RepositoryMissing):
        restic.at(tmp_path / "yok").snapshots()
    unreachable = Repository("rest:http://127.0.0.1:1/", "parola", cache_dir=tmp_path / "cache")
    with pytest.raises(faults.NotReachable):
        unreachable.exists()


def test_a_lock_names_its_holder_and_one_of_a_dead_process_is_taken_away(
    repository: Repository, source: Path, tmp_path: Path
) -> None:
    repository.backup([source], host=HOST)
    holding = _begun(repository, source, tmp_path)
    try:
        with pytest.raises(faults.RepositoryLocked, match=f"PID {holding.pid} on "):
            repository.check()
    finally:
        os.kill(holding.pid, signal.SIGKILL)
        holding.wait()
    repository.check()
    assert len(repository.snapshots()) == 1


def test_the_endpoint_that_only_appends_refuses_at_once_and_loses_nothing(endpoint: Endpoint, source: Path) -> None:
    restic.made(endpoint.folder / "istemci")
    client = endpoint.repository()
    client.backup([source], host=HOST)
    (kept,) = client.snapshots()
    with pytest.raises(faults.AppendOnly) as told:
        client.forget([kept.id])
    assert "uzun-bir-deneme" not in told.value.message("en")
    assert client.snapshots() == (kept,)
    client.check()
    # the server's own rights: the folder itself
    own = restic.at(endpoint.folder / "istemci")
    own.forget([kept.id])
    assert client.snapshots() == ()


def test_the_endpoint_lets_each_client_into_its_own_repository_only(endpoint: Endpoint) -> None:
    for repository in (endpoint.repository("baskasi"), endpoint.repository(login="istemci:yanlis")):
        with pytest.raises(faults.AccessRefused) as told:
            repository.exists()
        assert "yanlis" not in told.value.message("en")
    stranger = Repository(endpoint.repository().location, restic.PASSWORD)
    with pytest.raises(faults.NotReachable, match="x509"):
        stranger.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system: needs root")
def test_a_full_disk_in_mid_backup_leaves_what_was_there(tmp_path: Path, source: Path) -> None:
    small = tmp_path / "kucuk"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", small], check=False, capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no tmpfs may be mounted here: {mounted.stderr.decode().strip()}")
    try:
        restic.made(small / "depo")
        repository = Repository(str(small / "depo"), restic.PASSWORD, cache_dir=tmp_path / "cache")
        repository.backup([source], host=HOST)
        before = repository.snapshots()
        (source / "buyuk").write_bytes(random.Random(2).randbytes(12_000_000))
        with pytest.raises(faults.RepositoryFull) as told:
            repository.backup([source], host=HOST)
        assert "yerinde" in told.value.remedy("tr")
        (source / "buyuk").unlink()
        assert repository.snapshots() == before
        repository.restore(before[0].id, tmp_path / "geri")
        # room is made with the server's rights, and copies go on
        repository.unlock()
        repository.prune()
        repository.backup([source], host=HOST)
        repository.check()
        assert len(repository.snapshots()) == 2
    finally:
        subprocess.run(["umount", small], check=True)


def test_killed_at_random_moments_no_copy_is_lost_or_half(repository: Repository, source: Path, tmp_path: Path) -> None:
    repository.backup([source], host=HOST)
    (first,) = repository.snapshots()
    dice = random.Random(5)
    for attempt in range(4):
        (source / "buyuk").write_bytes(dice.randbytes(3_000_000))
        begun = _begun(repository, source, tmp_path, limit_kib_s=6000)
        until = time.monotonic() + dice.uniform(0, 0.6)
        while time.monotonic() < until and begun.poll() is None:
            time.sleep(0.01)
        begun.kill()
        begun.wait()
        whole = repository.snapshots()
        assert first in whole, attempt
    repository.backup([source], host=HOST)
    repository.check()
    for number, snapshot in enumerate(repository.snapshots()):
        repository.uncached().restore(snapshot.id, tmp_path / f"geri{number}")


def test_interrupted_it_takes_its_lock_away(repository: Repository, source: Path, tmp_path: Path) -> None:
    (source / "buyuk").write_bytes(random.Random(3).randbytes(4_000_000))
    script = f"""
import signal
from pathlib import Path
from altyapi.backup.repository import Repository
signal.signal(signal.SIGINT, signal.default_int_handler)  # what is begun in the background is begun deaf to it
slow = Repository({repository.location!r}, {restic.PASSWORD!r}, cache_dir=Path({str(tmp_path / "cache")!r}), limit_kib_s=50)
slow.backup([Path({str(source)!r})], host="h")
"""
    begun = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    locks = Path(repository.location, "locks")
    until = time.monotonic() + restic.DEADLINE_S
    while not restic.packs(Path(repository.location)):
        assert begun.poll() is None
        assert time.monotonic() < until, "nothing was written"
        time.sleep(0.01)
    begun.send_signal(signal.SIGINT)  # to the toolkit alone: restic hears of it from there
    assert begun.wait(restic.DEADLINE_S) != 0
    assert not _held(locks)
    assert repository.snapshots() == ()


def test_a_repository_that_is_copied_keeps_its_history_and_says_whose_copy_each_is(
    repository: Repository, source: Path, tmp_path: Path
) -> None:
    repository.backup([source], host=HOST)
    second = restic.at(tmp_path / "fkm", "baska-anahtar")
    second.init(like=repository)
    second.copy_from(repository)
    (source / "not.txt").write_text("ikinci\n", "utf-8")
    repository.backup([source], host=HOST)
    second.copy_from(repository)
    second.copy_from(repository)
    assert [one.source_id for one in second.snapshots()] == [one.id for one in repository.snapshots()]
    assert [one.time for one in second.snapshots()] == [one.time for one in repository.snapshots()]


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (10, ["Fatal: repository does not exist: unable to open config file"], faults.RepositoryMissing),
        (11, ["Fatal: unable to create lock in backend: repository is already locked by PID 7 on h"], faults.RepositoryLocked),
        (12, ['{"message_type":"exit_error","code":12,"message":"Fatal: wrong password or no key found"}'], faults.WrongKey),
        (1, ["Save(<data/1>) failed: no space left on device"], faults.RepositoryFull),
        (1, ["something that nobody knows"], faults.ResticFailed),
        (1, [], faults.ResticFailed),
    ],
)  # fmt: skip
def test_newer_versions_are_understood_too(code: int, words: list[str], kind: type[EngineError]) -> None:
    assert type(meaning(code, words, "yer")) is kind


def _held(locks: Path) -> list[str]:
    return [file.name for file in locks.iterdir() if "-tmp-" not in file.name]  # one that is being written is none yet


def _begun(repository: Repository, source: Path, tmp_path: Path, limit_kib_s: int = 200) -> subprocess.Popen[bytes]:
    """A backup of another process that has begun to write, slowly."""
    (source / "yavas").write_bytes(random.Random(time.monotonic_ns()).randbytes(2_000_000))
    environment = {
        **os.environ,
        "RESTIC_REPOSITORY": repository.location,
        "RESTIC_PASSWORD": restic.PASSWORD,
        "RESTIC_CACHE_DIR": str(tmp_path / "cache"),
    }
    command = ["restic", "--limit-upload", str(limit_kib_s), "backup", "--quiet", "--host", HOST, str(source)]
    begun = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + restic.DEADLINE_S
    while not _held(Path(repository.location, "locks")) and begun.poll() is None:
        assert time.monotonic() < until, "no lock appeared"
        time.sleep(0.01)
    return begun
