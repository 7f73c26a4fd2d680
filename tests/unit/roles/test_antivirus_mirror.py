"""Bundles of signatures: what is served, and what never is. Real keys and signatures of ssh-keygen."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT

PROGRAM = PACKAGE_ROOT / "roles" / "antivirus_mirror" / "files" / "altyapi_antivirus_mirror.py"


@dataclass(frozen=True)
class Mirror:
    """One that serves from `root/www`; `own` may sign, `stranger` may not."""

    root: Path

    def run(self, *words: object, under: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        command = [*under, sys.executable, str(PROGRAM), *map(str, words), "--config", str(self.root / "config.json")]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    def bundle(self, content: str, key: str = "own") -> Path:
        (self.root / "db").mkdir(exist_ok=True)
        (self.root / "db" / "deneme.hdb").write_text(content, "utf-8")
        file = self.root / "bundle.tar"
        assert self.run("make", self.root / "db", "--key", self.root / key, "--out", file).returncode == 0
        return file

    @property
    def served(self) -> str:
        return (self.root / "www" / "current" / "deneme.hdb").read_text("utf-8")


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    for name in ("own", "stranger"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    signers = tmp_path / "signers"
    signers.write_text(f"imza@orneksehir.example {(tmp_path / 'own.pub').read_text('utf-8')}", "utf-8")
    for folder in ("www/releases", "www/inbox"):
        (tmp_path / folder).mkdir(parents=True)
    config = {"dir": str(tmp_path / "www"), "inbox": str(tmp_path / "www/inbox"), "signers": str(signers), "keep": 2}
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    made = Mirror(tmp_path)
    assert made.run("install", made.bundle("bir")).returncode == 0
    return made


def rewritten(file: Path, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> Path:
    """The bundle with other members."""
    target = file.with_name("other.tar")
    with tarfile.open(file) as before, tarfile.open(target, "w") as after:
        for member in before:
            stream = before.extractfile(member)
            assert stream is not None
            for name, content in change(member.name, stream.read()):
                info = tarfile.TarInfo(name)
                info.size = len(content)
                after.addfile(info, io.BytesIO(content))
    return target


def test_a_bundle_that_is_signed_replaces_the_one_before(mirror: Mirror) -> None:
    done = mirror.run("install", mirror.bundle("iki"))
    assert (done.returncode, mirror.served) == (0, "iki")
    assert "signed by imza@orneksehir.example" in done.stdout


def test_only_so_many_bundles_are_kept_and_the_one_served_is_among_them(mirror: Mirror) -> None:
    for content in ("iki", "üç", "dört"):
        assert mirror.run("install", mirror.bundle(content)).returncode == 0
        assert mirror.served == content
    assert len(list((mirror.root / "www" / "releases").iterdir())) == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, content: [(name, content.replace(b"iki", b"on!"))], "other content than signed"),
        (lambda name, content: [(name, content + (b"x" if name.endswith("hdb") else b""))], "other size than signed"),
        (lambda name, content: [(name, content.replace(b'"size"', b'"sizf"'))], "signature does not hold"),
        (lambda name, content: [] if name.endswith(".sig") else [(name, content)], "not there"),
        (lambda name, content: [] if name.endswith("hdb") else [(name, content)], "names other files"),
        (lambda name, content: [(name, content)] * 2, "twice"),
        (lambda name, content: [(name, content), (f"{name}.ndb", b"")], "names other files"),
        (lambda name, content: [("../" + name, content)], "not a plain file"),
    ],
)
def test_a_bundle_that_is_not_as_it_was_signed_changes_nothing(
    mirror: Mirror, change: Callable[[str, bytes], list[tuple[str, bytes]]], why: str
) -> None:
    done = mirror.run("install", rewritten(mirror.bundle("iki"), change))
    assert (done.returncode, mirror.served) == (1, "bir")
    assert why in done.stderr


def test_a_bundle_of_a_stranger_changes_nothing(mirror: Mirror) -> None:
    done = mirror.run("install", mirror.bundle("iki", "stranger"))
    assert (done.returncode, mirror.served, "signed by nobody who may" in done.stderr) == (1, "bir", True)


def test_what_is_no_bundle_is_told_without_a_traceback(mirror: Mirror) -> None:
    file = mirror.root / "çöp.tar"
    file.write_bytes(b"x" * 5000)
    done = mirror.run("install", file)
    assert (done.returncode, mirror.served, "Traceback" in done.stderr) == (1, "bir", False)


def test_the_inbox_is_emptied_and_what_is_refused_put_aside_with_why(mirror: Mirror) -> None:
    inbox = mirror.root / "www" / "inbox"
    mirror.bundle("iki", "stranger").rename(inbox / "a.tar")
    mirror.bundle("üç").rename(inbox / "b.tar")
    assert mirror.run("install").returncode == 1
    assert mirror.served == "üç"
    assert sorted(file.name for file in inbox.iterdir()) == ["a.tar.refused", "a.tar.refused.txt"]


def test_what_a_kill_left_behind_goes_with_the_next_run(mirror: Mirror) -> None:
    releases = mirror.root / "www" / "releases"
    for torn in (".new-abc", ".2026-04-20T000000+0000-0123456789ab"):
        (releases / torn).mkdir()
        (releases / torn / "deneme.hdb").write_text("yarım", "utf-8")
    assert mirror.run("install", mirror.bundle("iki")).returncode == 0
    assert mirror.served == "iki"
    assert not [one for one in releases.iterdir() if one.name.startswith(".")]


def test_without_room_a_bundle_waits_in_the_inbox_and_is_not_refused(mirror: Mirror) -> None:
    inbox = mirror.root / "www" / "inbox"
    mirror.bundle("iki").rename(inbox / "a.tar")
    done = mirror.run("install", under=("prlimit", "--fsize=100"))
    assert (done.returncode, mirror.served, [one.name for one in inbox.iterdir()]) == (3, "bir", ["a.tar"])
    assert "not yet served: a.tar" in done.stderr
    assert mirror.run("install").returncode == 0
    assert (mirror.served, list(inbox.iterdir())) == ("iki", [])


def test_what_is_no_file_is_put_aside_and_holds_up_no_bundle(mirror: Mirror) -> None:
    inbox = mirror.root / "www" / "inbox"
    (inbox / "a.tar").mkdir()
    (inbox / "b.tar").symlink_to("/bu-makinede-yok")
    for name in ("a.tar", "b.tar"):
        os.utime(inbox / name, (1, 1), follow_symlinks=False)
    mirror.bundle("iki").rename(inbox / "c.tar")
    done = mirror.run("install")
    assert (done.returncode, mirror.served, "Traceback" in done.stderr) == (1, "iki", False)
    assert sorted(one.name for one in inbox.glob("*.refused")) == ["a.tar.refused", "b.tar.refused"]


def test_a_bundle_that_is_still_being_copied_waits_and_holds_up_no_other(mirror: Mirror) -> None:
    inbox = mirror.root / "www" / "inbox"
    whole = mirror.bundle("üç").read_bytes()
    (inbox / "a.tar").write_bytes(whole[:2000])
    mirror.bundle("iki", "stranger").rename(inbox / "b.tar")
    done = mirror.run("install")
    assert (done.returncode, mirror.served, (inbox / "b.tar.refused").exists()) == (3, "bir", True)
    assert "not yet served: a.tar" in done.stderr
    (inbox / "a.tar").write_bytes(whole)
    assert (mirror.run("install").returncode, mirror.served) == (0, "üç")
    (inbox / "c.tar").write_bytes(whole[:2000])
    os.utime(inbox / "c.tar", (1, 1))
    assert mirror.run("install").returncode == 1, "nobody is copying it any more"


def signed(mirror: Mirror, made: str) -> Path:
    """A bundle whose signed time of making is `made`."""
    file = mirror.bundle("üç")
    with tarfile.open(file) as bundle:
        stream = bundle.extractfile("manifest.json")
        assert stream is not None
        manifest = mirror.root / "manifest.json"
        manifest.write_text(json.dumps({**json.load(stream), "made": made}), "utf-8")
    command = [
        "ssh-keygen",
        "-q",
        "-Y",
        "sign",
        "-f",
        str(mirror.root / "own"),
        "-n",
        "altyapi-antivirus",
        str(manifest),
    ]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    other = {"manifest.json": manifest.read_bytes(), "manifest.json.sig": Path(f"{manifest}.sig").read_bytes()}
    return rewritten(file, lambda name, content: [(name, other.get(name, content))])


@pytest.mark.parametrize("made", ["2099-01-01T00:00:00+00:00", "2026-01-01T00:00:00", "dün"])
def test_a_time_of_making_that_can_not_be_is_refused_and_locks_no_later_bundle_out(mirror: Mirror, made: str) -> None:
    done = mirror.run("install", signed(mirror, made))
    assert (done.returncode, mirror.served, "Traceback" in done.stderr) == (1, "bir", False)
    served = mirror.root / "www" / "current" / "manifest.json"
    served.write_text(json.dumps({"made": "2099-01-01T00:00:00+00:00"}), "utf-8")  # served before it was looked at
    assert (mirror.run("install", mirror.bundle("iki")).returncode, mirror.served) == (0, "iki")
