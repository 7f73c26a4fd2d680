"""The history of devices' configs: a git repository with one readable, masked file per device in a folder per site.

```
<site>/<device>.cfg                   masked, without the lines that change by themselves
.full/<site>/<device>.cfg.gz.age      all of it, for who has the secret key (see sealing)
.about/<site>/<device>.json           what the next run needs to know: platform, digest, size
```
Commits follow one another in time, also where the clock went back in between (the commit then says so). Names of devices and
sites are percent-encoded where they hold what a file name can't.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from pydantic import ValidationError

from altyapi.backup.git import BRANCH, Git, HistoryDamaged
from altyapi.errors import EngineError
from netbox_sync.canonical import canonical
from netbox_sync.model import Frozen

SUFFIX = ".cfg"
FULL, FULL_SUFFIX = ".full", ".cfg.gz.age"
ABOUT, ABOUT_SUFFIX = ".about", ".json"
CLOCK = "Clock-behind"
"""Trailer: what the clock said, where that lay before the newest commit."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f/%\\:"*?<>|\[\]]')
_SEPARATOR = "\x1e"
_FIELDS = "%x1e%H%x1f%cI%x1f%an%x1f%s%x1f%(trailers:unfold)%x1f"


class NoVersion(EngineError):
    code = "BCK-030"
    en = "No backup of {device} at {at}."
    tr = "Bu tarihte yedek yok. Cihaz: {device}, tarih: {at}."
    en_remedy = "./inv backup.list --limit {device} shows which there are."
    tr_remedy = "Var olanlar: ./inv backup.list --limit {device}"


class About(Frozen):
    """What is known of the config that the history holds of a device."""

    device: str
    netbox_id: int
    site: str
    platform: str
    digest: str  # keyed (see SecretStore.keyed) over the whole config's normal form, secrets included
    lines: int
    bytes: int  # of the config as the device gave it


class Change(NamedTuple):
    """A config that is new or differs from the last."""

    about: About
    readable: str
    full: bytes  # sealed
    trailers: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()  # stems of files that this one takes the place of: moved or renamed devices


class Group(NamedTuple):
    """What becomes one commit."""

    author: str
    subject: str
    changes: Sequence[Change]


class Version(Frozen):
    """One state of a device's config. `until` is the time of the next one, empty for the newest."""

    device: str
    site: str
    commit: str
    time: str  # ISO 8601 with offset
    author: str
    subject: str
    trailers: tuple[str, ...] = ()
    until: str = ""
    path: str  # of the readable copy

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)

    @property
    def told(self) -> tuple[str, ...]:
        """The trailers that speak of this device, without its name."""
        return tuple(
            line.partition(": ")[2].removeprefix(f"{self.device} ")
            for line in self.trailers
            if line.startswith("Changed-by: ") and line.partition(": ")[2].startswith(f"{self.device} ")
        )


class Found(Frozen):
    """A line that holds what was searched for. `until` is empty where it stands there now."""

    device: str
    site: str
    number: int
    line: str
    since: str
    until: str = ""


class History:
    """Reads and writes the history in that folder."""

    def __init__(self, folder: Path) -> None:
        self.git = Git(folder)

    @classmethod
    def of(cls, state_dir: Path) -> History:
        return cls(state_dir / "backup" / "configs.git")

    # -- what the newest commit holds --

    def known(self) -> dict[str, About]:
        """Every device that the history holds, by name. Raises HistoryDamaged."""
        head = self.git.head()
        if not head:
            return {}
        wanted = [name for _, name in self._tree(head) if name.startswith(f"{ABOUT}/")]
        found: dict[str, About] = {}
        for name, content in zip(wanted, self._contents(f"{head}:{name}" for name in wanted), strict=True):
            try:
                one = About.model_validate_json(content)
            except ValidationError as error:
                raise HistoryDamaged(folder=self.git.folder, problem=f"{name} can't be read") from error
            found[one.device] = one
        return found

    def readable(self, names: Iterable[About]) -> dict[str, str]:
        """The masked text of these devices as the newest commit has it."""
        head, wanted = self.git.head(), list(names)
        paths = [f"{head}:{stem(one)}{SUFFIX}" for one in wanted]
        return {one.device: content.decode() for one, content in zip(wanted, self._contents(paths), strict=True)}

    # -- adding --

    def add(self, groups: Sequence[Group], committer: str, now: datetime) -> tuple[str, ...]:
        """Write these as one commit each, all of them or none, in one go; gives the commits. On disk when it returns.

        Raises HistoryBusy, HistoryFull, HistoryDamaged, GitFailed, OSError.
        """
        with self.git.writing() as lock:
            head = self.git.head()
            at, behind = self._time(head, now)
            stream = b"".join(_stream(groups, committer, head, at, behind))
            self.git.run("fast-import", "--quiet", "--date-format=raw", "--done", given=stream, lock=lock)
            made = self.git.run("rev-list", "--reverse", f"{head}..{BRANCH}" if head else BRANCH).decode().split()
            if len(made) != len(groups):
                raise HistoryDamaged(
                    folder=self.git.folder, problem=f"{len(groups)} commits written, {len(made)} found"
                )
            return tuple(made)

    def tidy(self) -> None:
        """Pack what has gathered, where it is worth it."""
        with self.git.writing() as lock:
            self.git.run("gc", "--auto", "--quiet", lock=lock)

    def _time(self, head: str, now: datetime) -> tuple[datetime, bool]:
        """The time of the next commit, never before the last one's; and whether the clock lies behind that."""
        now = now.replace(microsecond=0)
        if not head:
            return now, False
        last = datetime.fromisoformat(self.git.run("show", "--no-patch", "--format=%cI", head).decode().strip())
        return (now, False) if now >= last else (last + timedelta(seconds=1), True)

    # -- looking back --

    def versions(self, device: str) -> list[Version]:
        """Every state of the device's config, the newest first; empty where the history has none."""
        if not self.git.head():
            return []
        found: list[Version] = []
        # what is known about a config changes with each state of it, also where only a secret did
        for one in self._log(f":(glob){ABOUT}/*/{_file(device)}{ABOUT_SUFFIX}"):
            found.append(one.model_copy(update={"until": found[-1].time if found else ""}))
        return found

    def _log(self, paths: str) -> Iterator[Version]:
        """Each state that a commit brought under these paths, the newest commit first."""
        said = self.git.run(
            "log", f"--format={_FIELDS}", "--raw", "-z", "--no-abbrev", "--no-renames", BRANCH, "--", paths
        ).decode("utf-8", "replace")
        for record in said.split(_SEPARATOR)[1:]:
            commit, time, author, subject, trailers, raw = record.split("\x1f", 5)
            told = tuple(line for line in trailers.splitlines() if line)
            for status, path in _raw(raw):
                if status != "D":
                    own = path.removeprefix(f"{ABOUT}/").removesuffix(ABOUT_SUFFIX)
                    site, _, name = own.partition("/")
                    yield Version(
                        device=unquote(name), site=unquote(site), commit=commit, time=time, author=author, subject=subject,
                        trailers=told, path=f"{own}{SUFFIX}",
                    )  # fmt: skip

    def version(self, device: str, at: datetime | str | None = None) -> Version:
        """The state of the device at that moment, of the commit that a text begins, or the newest. Raises NoVersion."""
        for one in self.versions(device):
            if at is None or (one.commit.startswith(at) if isinstance(at, str) else one.moment <= at):
                return one
        raise NoVersion(device=device, at="-" if at is None else at if isinstance(at, str) else at.isoformat())

    def newest(self) -> list[Version]:
        """The newest state of every device that the history holds, by name."""
        held = {f"{ABOUT}/{stem(one)}{ABOUT_SUFFIX}": one for one in self.known().values()}
        found: dict[str, Version] = {}
        if held:
            for version in self._log(f"{ABOUT}/"):
                found.setdefault(version.path, version)
        wanted = {f"{stem(one)}{SUFFIX}" for one in held.values()}
        return sorted((one for path, one in found.items() if path in wanted), key=lambda one: one.device)

    def text(self, version: Version) -> str:
        """The readable copy."""
        return next(self._contents([f"{version.commit}:{version.path}"])).decode()

    def sealed(self, version: Version) -> bytes:
        """The full copy, as it is encrypted."""
        path = f"{FULL}/{version.path.removesuffix(SUFFIX)}{FULL_SUFFIX}"
        return next(self._contents([f"{version.commit}:{path}"]))

    def about(self, version: Version) -> About:
        path = f"{ABOUT}/{version.path.removesuffix(SUFFIX)}{ABOUT_SUFFIX}"
        return About.model_validate_json(next(self._contents([f"{version.commit}:{path}"])))

    def search(self, wanted: re.Pattern[str], moment: datetime | None = None, *, ever: bool = True) -> Iterator[Found]:
        """Every readable line that matches, by device: of all times, or as it stood at a moment (`ever` false; none: now)."""
        if not self.git.head():
            return
        states = list(self._states(moment, ever=ever))
        blobs = list(dict.fromkeys(blob for blob, *_ in states))
        contents = zip(blobs, self._contents(blobs), strict=True)
        matches = {blob: list(_matching(wanted, content)) for blob, content in contents}
        for blob, path, since, until in states:
            site, _, file = path.partition("/")
            for number, line in matches[blob]:
                yield Found(
                    device=unquote(file.removesuffix(SUFFIX)), site=unquote(site), number=number, line=line, since=since,
                    until=until,
                )  # fmt: skip

    def _states(self, moment: datetime | None, *, ever: bool) -> Iterator[tuple[str, str, str, str]]:
        """Each state of each device: blob, path, since and until; by path, the newest first."""
        said = self.git.run("log", f"--format={_FIELDS}", "--raw", "-z", "--no-abbrev", "--no-renames", BRANCH)
        held: dict[str, list[tuple[str, str, str, str]]] = {}
        ends: dict[str, str] = {}  # of the state before the one that was seen last
        for record in said.decode("utf-8", "replace").split(_SEPARATOR)[1:]:
            _, time, _, _, _, raw = record.split("\x1f", 5)
            for blob, path in _raw(raw, blobs=True):
                if path.startswith(".") or not path.endswith(SUFFIX):
                    continue
                until = ends.get(path, "")
                ends[path] = time
                stood = moment is None or (_at(time) <= moment and (not until or moment < _at(until)))
                if blob and (ever or (stood and (moment is not None or not until))):
                    held.setdefault(path, []).append((blob, path, time, until))
        for path in sorted(held):
            yield from held[path]

    # -- git's own form --

    def _tree(self, commit: str) -> Iterator[tuple[str, str]]:
        for row in self.git.run("ls-tree", "-r", "-z", commit).decode().split("\0"):
            if row:
                mode, _, path = row.partition("\t")
                yield mode.split()[2], path

    def _contents(self, names: Iterable[str]) -> Iterator[bytes]:
        """The content of each object, in order. Raises HistoryDamaged where one is missing."""
        wanted = list(names)
        if not wanted:
            return
        said = self.git.run("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode())
        at = 0
        for name in wanted:
            end = said.index(b"\n", at)
            head = said[at:end].split()
            if len(head) != 3 or not head[2].isdigit():
                raise HistoryDamaged(folder=self.git.folder, problem=f"missing: {name}")
            size = int(head[2])
            yield said[end + 1 : end + 1 + size]
            at = end + 1 + size + 1


def stem(one: About) -> str:
    """The path of a device's files, without suffix."""
    return f"{_file(one.site)}/{_file(one.device)}"


def _file(name: str) -> str:
    made = _UNFIT.sub(lambda found: f"%{ord(found[0]):02X}", name)
    return f"%2E{made[1:]}" if made.startswith(".") else made


def _at(time: str) -> datetime:
    return datetime.fromisoformat(time)


def _raw(text: str, *, blobs: bool = False) -> Iterator[tuple[str, str]]:
    """Status (or the new blob, empty where the file is gone) and path of each change in `--raw -z` output."""
    parts = text.lstrip("\0\n").split("\0")
    for meta, path in zip(parts[::2], parts[1::2], strict=False):
        fields = meta.strip().split()
        if len(fields) == 5:
            yield (("" if fields[4] == "D" else fields[3]) if blobs else fields[4]), path


def _matching(wanted: re.Pattern[str], content: bytes) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), start=1):
        if wanted.search(line):
            yield number, line.strip()


def _stream(groups: Sequence[Group], committer: str, head: str, at: datetime, behind: bool) -> Iterator[bytes]:
    """What git-fast-import(1) reads; it changes nothing unless it comes to the end of it."""
    yield b"feature done\n"
    when = f"{int(at.timestamp())} {at:%z}"
    parent = head
    for number, group in enumerate(groups, start=1):
        trailers = [line for change in group.changes for line in change.trailers]
        if behind:
            trailers.append(f"{CLOCK}: the commit's time follows the newest one's")
        message = f"{group.subject}\n" + (
            "\n" + "".join(f"{line}\n" for line in dict.fromkeys(trailers)) if trailers else ""
        )
        yield f"commit {BRANCH}\nmark :{number}\n".encode()
        yield f"author {_person(group.author)} {when}\ncommitter {_person(committer)} {when}\n".encode()
        yield _data(message.encode())
        if parent:
            yield f"from {parent}\n".encode()
        parent = f":{number}"
        for change in group.changes:
            own = stem(change.about)
            for gone in change.replaces:
                for path in (f"{gone}{SUFFIX}", f"{FULL}/{gone}{FULL_SUFFIX}", f"{ABOUT}/{gone}{ABOUT_SUFFIX}"):
                    yield f"D {_path(path)}\n".encode()
            about = canonical(change.about.model_dump(mode="json"))
            for path, content in (
                (f"{own}{SUFFIX}", change.readable.encode()),
                (f"{FULL}/{own}{FULL_SUFFIX}", change.full),
                (f"{ABOUT}/{own}{ABOUT_SUFFIX}", about),
            ):
                yield f"M 100644 inline {_path(path)}\n".encode()
                yield _data(content)
    yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _path(path: str) -> str:
    """As fast-import takes it: quoted, so that a blank or a quote in it stays one of its letters."""
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _person(name: str) -> str:
    """A name as git writes it; a login name has no address."""
    clean = re.sub(r"[<>\x00-\x1f\x7f]", "", name).strip() or "unknown"
    return f"{clean} <{re.sub(r'[^A-Za-z0-9._@-]', '-', clean)}>"
