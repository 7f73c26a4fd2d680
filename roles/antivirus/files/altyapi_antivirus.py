#!/usr/bin/python3
"""Antivirus on this host: scan, quarantine, report. Reads /etc/altyapi/antivirus.json; only the standard library.

altyapi-antivirus scan PATH…      scan now; what is found goes into the quarantine (exit code 2)
altyapi-antivirus collect         take what the scanners moved away into the quarantine, with its place of origin
altyapi-antivirus list            what is in the quarantine
altyapi-antivirus restore ID      put one file back where it was, or to --to PATH
altyapi-antivirus prune           remove from the quarantine, and of detections the person, what is older than the limits
altyapi-antivirus report          write the report of this host (JSON)
"""

import argparse
import contextlib
import fcntl
import grp
import hashlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import syslog
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

CONFIG = Path("/etc/altyapi/antivirus.json")
FOUND = re.compile(r"(?:^|-> )(?P<path>/.*): (?P<signature>\S+?)(?:\(\w+:\d+\))? FOUND$")
MOVED = re.compile(r"(?:^|-> )(?P<path>/.*): moved to '(?P<to>/.*)'$")
DATABASES = (".cvd", ".cld", ".hdb", ".hsb", ".ndb", ".ldb", ".ftm", ".yar", ".cbc")
NO_FILE = re.compile(r"^WARNING: .*: Not supported file type$")
"""What the scanner says of a socket or a pipe, which every desktop has: it ends as if it had failed."""
FAULT = re.compile(r"^(?:ERROR|WARNING)\b|ERROR$")
NO_VERDICT = 2
AT_ONCE_S = 300
PERSONAL = {"path", "owner", "group", "uid", "gid"}
TOLD = {"time", "signature", "path", "owner", "source", "id"}
AGENT = {
    "agent": str, "version": str, "signatures": (str, type(None)), "running": dict, "last_scan": (dict, type(None)),
    "detections": int,
}  # fmt: skip
"""What a commercial agent's command may tell, and as what."""
AGENT_S = 300
DETECTIONS_TOLD = 200
"""How many detections a report holds; their number is always whole."""


def now():
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def write(file, content):
    """The whole of it or nothing. In ASCII: a file's name may be no UTF-8, and must come back as it was."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            json.dump(content, stream, indent=1, sort_keys=True)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o600)  # whose file it was and where: root's alone
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink()
        raise


def shown(path):
    """A file's name for people and other programs: bytes that are no UTF-8 as `\\xfe`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def say(words, stream=None):
    print(words, file=stream)


def read(file, default):
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return default


class Antivirus:
    """`state` holds the report, what was scanned last and how far the logs were read; the quarantine lies beside."""

    def __init__(self, config):
        self.config = config
        self.state = Path(config["state_dir"])
        self.quarantine = Path(config["quarantine_dir"])
        self.incoming = self.quarantine / "incoming"
        self.history = self.state / "detections.jsonl"
        self.refused = set()
        self.waiting = False

    # quarantine

    def collect(self):
        """Until nothing is left there, and of all that was found it is known whether it was moved away: a scanner moves a file first
        and writes its log line after. Gives the new entries."""
        taken = []
        while True:
            with self.alone():
                taken += self._collect_once()
            left = {file.name for file in self.incoming.iterdir() if file.is_file() or file.is_symlink()}
            if not left - self.refused and not self.waiting:
                return taken
            time.sleep(0.2)

    def _collect_once(self):
        """Every log line of a file moved away becomes an entry of the quarantine."""
        offsets = read(self.state / "offsets.json", {})
        taken = []
        for name in self.config["logs"]:
            log = Path(name)
            if not log.exists():
                continue
            held = offsets.get(name, {})
            lines, offsets[name] = self._new_lines(log, held)
            waiting = held.get("waiting", {})  # found, and not yet told whether it was moved away
            for line in lines:
                found, moved = FOUND.search(line), MOVED.search(line)
                if found:
                    waiting[found["path"]] = [found["signature"], time.time()]
                elif moved:
                    # a line that no detection came before is nobody's word: a file's name may hold one
                    signature, _ = waiting.pop(moved["path"], ["", 0])
                    origin = moved["path"] if signature else ""
                    entry = self._take(origin, Path(moved["to"]), signature or "?", log.stem)
                    taken += [entry] if entry else []
            for path, (signature, since) in list(waiting.items()):
                if time.time() - since > self.config["stray_seconds"]:
                    del waiting[path]
                    self._left(path, signature, log.stem)
            offsets[name]["waiting"] = waiting
        for stray in sorted(self.incoming.iterdir()):  # its log line is lost: kept all the same, its origin unknown
            link = stray.is_symlink()
            if not (link or stray.is_file()) or time.time() - stray.lstat().st_ctime <= self.config["stray_seconds"]:
                continue
            if link or stray.stat().st_size == 0 or self._has_stray(stray):
                # clamonacc's reserved name: another of its threads was quicker; or a further copy from a medium that can't be written
                stray.unlink()
            else:
                entry = self._take("", stray, "?", "stray")
                taken += [entry] if entry else []
        write(self.state / "offsets.json", offsets)
        self.waiting = any(one.get("waiting") for one in offsets.values())
        return taken

    def _has_stray(self, file):
        digest = _sha256(file)
        return any(one["source"] == "stray" and one["sha256"] == digest for one in self.entries())

    def _new_lines(self, log, seen):
        """Whole lines since the last reading; from the start where the log was turned over."""
        with log.open("rb") as stream:
            status = os.fstat(stream.fileno())
            same = seen.get("inode") == status.st_ino and seen.get("at", 0) <= status.st_size
            start = seen["at"] if same else 0
            stream.seek(start)
            content = stream.read()
        whole = content[: content.rfind(b"\n") + 1]
        # not by splitlines: a file's name may hold other ends of lines
        return whole.decode("utf-8", "surrogateescape").split("\n"), {"inode": status.st_ino, "at": start + len(whole)}

    def _take(self, origin, file, signature, source):
        """The new entry; none where the file can't be taken now, which holds up no other."""
        try:
            return self._taken(origin, file, signature, source)
        except (OSError, ValueError) as error:
            self.refused.add(file.name)
            syslog.syslog(
                syslog.LOG_ERR | syslog.LOG_AUTHPRIV, f"not taken into the quarantine: {type(error).__name__}"
            )
            return None

    def _taken(self, origin, file, signature, source):
        if file.parent != self.incoming or not file.is_file() or file.is_symlink():
            return None  # collected before, or not ours
        status = file.stat()
        sure = self._sure(status.st_uid)
        whose = status if sure else _of_folder(origin) or status
        digest = _sha256(file)
        first = id_ = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{digest[:8]}"
        number = 2
        while (self.quarantine / f"{id_}.json").exists():
            id_, number = f"{first}.{number}", number + 1
        entry = {
            "id": id_, "time": now(), "state": "quarantined", "path": origin, "signature": signature, "source": source, "sha256": digest,
            "size": status.st_size, "mode": f"{status.st_mode & 0o777:04o}", "sure": sure, **_names(whose),
        }  # fmt: skip
        write(self.quarantine / f"{id_}.json", entry)
        file.replace(self.quarantine / f"{id_}.bin")
        os.chown(self.quarantine / f"{id_}.bin", 0, 0)
        (self.quarantine / f"{id_}.bin").chmod(0o400)
        self._announce(entry, origin)
        return entry

    def _sure(self, uid):
        """Whether it is known whose file it was. One that a scanner had to copy, from another file system, is the scanner's own; and
        anybody can give a file a name that reads as lines of the log, so that only its owner proves where it may go back to."""
        return uid not in {0, self.incoming.stat().st_uid}

    def _left(self, path, signature, source):
        """What was found and could not be moved away (no room, a medium that can't be written) is a detection all the same; told
        once a day as long as it is there."""
        digest = hashlib.sha256(os.fsencode(f"{path}\n{signature}")).hexdigest()
        id_ = f"{datetime.now(UTC):%Y%m%d}-{digest[:12]}"
        told = [one for one in self.detections() if (one["path"], one["signature"]) == (shown(path), signature)]
        if any(one["id"] == id_ for one in told):
            return
        try:
            whose = {"state": "left", **_names(Path(path).lstat())}
        except OSError:
            if told and time.time() - datetime.fromisoformat(told[-1]["time"]).timestamp() < AT_ONCE_S:
                return  # found by several threads of the scanner at once, moved away by one
            whose = {"state": "gone", "owner": "", "group": "", "uid": "", "gid": ""}
        self._announce({"id": id_, "time": now(), "signature": signature, "source": source, **whose}, path)

    def _announce(self, entry, origin):
        """To the log, which needs no room on the disk, and into the history."""
        entry["path"] = shown(origin)
        keys = ("id", "signature", "path", "owner", "source", "state")
        told = json.dumps({key: entry[key] for key in keys}, ensure_ascii=False)
        syslog.syslog(syslog.LOG_ALERT | syslog.LOG_AUTHPRIV, f"detection {told}")
        self._tell(entry)

    def _tell(self, entry):
        """A line of the history, read by root alone; one that a loss of power has torn is ended first."""
        line = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        self.history.touch(0o600)
        self.history.chmod(0o600)
        with self.history.open("r+b") as stream:
            if stream.seek(0, os.SEEK_END):
                stream.seek(-1, os.SEEK_END)
                line = line if stream.read(1) == b"\n" else b"\n" + line
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())

    def entries(self):
        found = (read(file, {}) for file in self.quarantine.glob("*.json"))
        return sorted((one for one in found if "id" in one and "time" in one), key=lambda one: one["time"])

    def restore(self, id_, to):
        """Where it was, with no more rights than its owner has; at another place, which root names, with root's."""
        entry = next((one for one in self.entries() if one["id"] == id_), None)
        if entry is None:
            raise SystemExit(f"not in the quarantine: {id_}")
        if not to and not (entry["path"] and entry.get("sure")):
            raise SystemExit(f"where it was is not certain: {shown(entry['path']) or '?'}; name a place with --to")
        target = Path(to or entry["path"])
        kept = self.quarantine / f"{id_}.bin"
        owner = (
            contextlib.nullcontext() if to or entry["uid"] == os.geteuid() else acting_as(entry["uid"], entry["gid"])
        )
        try:
            with kept.open("rb") as content, owner:
                put(content, target.absolute(), int(entry["mode"], 8), entry["uid"], entry["gid"])
        except OSError as error:
            raise SystemExit(
                f"can't be put there: {shown(target)} ({error.strerror}); name a place with --to"
            ) from error
        for file in (kept, self.quarantine / f"{id_}.json"):
            file.unlink()
        syslog.syslog(syslog.LOG_WARNING | syslog.LOG_AUTHPRIV, f"restored {id_} to {shown(target)}")
        return shown(target)

    def prune(self):
        limit = time.time() - self.config["keep_days"] * 86400
        old = [one for one in self.entries() if datetime.fromisoformat(one["time"]).timestamp() < limit]
        for one in old:
            for ending in ("bin", "json"):
                (self.quarantine / f"{one['id']}.{ending}").unlink(missing_ok=True)
        self._forget(time.time() - self.config["person_days"] * 86400)
        return old

    def _forget(self, limit):
        """A detection tells no longer whose file it was and where: that was personal data, its time is over."""
        entries = self.detections()
        kept = [
            {key: "" if key in PERSONAL else value for key, value in one.items()}
            if datetime.fromisoformat(one["time"]).timestamp() < limit
            else one
            for one in entries
        ]
        if kept != entries:
            lines = "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in kept)
            handle, name = tempfile.mkstemp(dir=self.state, prefix=".detections.")
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(lines)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o600)
            Path(name).replace(self.history)

    # scanning and reporting

    def scan(self, paths):
        """clamdscan as the scanner's own user, whom on-access blocking lets read, with the right to read and move all files."""
        present = [path for path in paths if Path(path).exists()]
        started = now()
        command = [
            "systemd-run", "--quiet", "--pipe", "--wait", "--collect", "--uid=clamav", "--property=Nice=19",
            "--property=AmbientCapabilities=CAP_DAC_OVERRIDE CAP_FOWNER CAP_CHOWN", "--property=IOSchedulingClass=idle",
            "--property=CPUWeight=10",
            "clamdscan", "--fdpass", "--multiscan", "--no-summary", f"--log={self.config['scan_log']}",
            f"--move={self.incoming}", *present,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False)
        self.collect()  # or a collection that ran meanwhile has done it
        taken = [one for one in self.detections() if one["source"] == "scan" and one["time"] >= started]
        said = (done.stdout + b"\n" + done.stderr).decode(errors="replace").strip().splitlines()
        result = verdict(done.returncode, said)
        problem = "" if result != "failed" else "\n".join(filter(_fault, said))[-500:] or f"exit code {done.returncode}"
        scan = {"started": started, "ended": now(), "paths": present, "result": result, "problem": problem}
        whole = read(self.state / "last_scan.json", {}).get("whole") if result == "failed" else scan["ended"]
        write(self.state / "last_scan.json", {**scan, "whole": whole})
        with self.alone():
            self.report()
        if problem:
            say(problem, sys.stderr)
        for one in taken:
            say(f"{one['id']}  {one['signature']}  {one['path']}")
        return {"clean": 0, "found": 2}.get(result, 1)

    def detections(self):
        if not self.history.exists():
            return []
        found = []
        for line in self.history.read_text("utf-8", "replace").split("\n"):
            with contextlib.suppress(ValueError):  # torn by a loss of power
                found.append(json.loads(line))
        return [one for one in found if isinstance(one, dict) and one.keys() >= TOLD]

    @contextlib.contextmanager
    def alone(self):
        with (self.state / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def report(self):
        if self.config["provider"] == "agent":
            content = self._of_agent()
        else:
            databases = self._databases()
            content = {"agent": "ClamAV", "version": _version(), "signatures": _age(databases), "databases": databases}
            content["running"] = {unit: _active(unit) for unit in self.config["units"]}
        history = self.detections()
        report = {
            "format": 1,
            "host": os.uname().nodename,
            "made": now(),
            "provider": self.config["provider"],
            "last_scan": read(self.state / "last_scan.json", None),
            "detections": len(history),
            "last_detections": [
                {key: one.get(key, "") for key in sorted(TOLD | {"state"})} for one in history[-DETECTIONS_TOLD:]
            ],
            "quarantined": len(list(self.quarantine.glob("*.json"))),
            "exclusions": self.config["exclusions"],
            **content,
        }
        write(self.state / "report.json", report)
        return report

    def _of_agent(self):
        """A commercial agent: its own command says it, as JSON with any of AGENT. One that says nothing of use is none."""
        try:
            done = subprocess.run(self.config["agent_command"], stdout=subprocess.PIPE, check=False, timeout=AGENT_S)
            said = json.loads(done.stdout)
        except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
            said = {}
            say(f"the agent's command tells nothing: {type(error).__name__}", sys.stderr)
        said = said if isinstance(said, dict) else {}
        known = {key: said[key] for key, kind in AGENT.items() if key in said and isinstance(said[key], kind)}
        return {"agent": "", "version": "", "signatures": None} | known

    def _databases(self):
        """By name, each one's time: what its header says, else when the file was written."""
        files = [file for file in sorted(Path(self.config["database_dir"]).glob("*")) if file.suffix in DATABASES]
        return {file.name: datetime.fromtimestamp(_built(file), UTC).isoformat(timespec="seconds") for file in files}


def _age(databases):
    """The time of the official signatures of every day, where they are there: the institution's own, written yesterday, make
    those no younger. Else of the official base, else of the newest of the others."""
    for official in ("daily", "main"):
        times = [time_ for name, time_ in databases.items() if name in (f"{official}.cvd", f"{official}.cld")]
        if times:
            return max(times)
    return max(databases.values(), default=None)


@contextlib.contextmanager
def acting_as(uid, gid):
    """What the kernel lets that person do, and nothing else, until the end of the block."""
    groups = os.getgroups()
    os.setgroups(os.getgrouplist(_user(uid), gid) if not _user(uid).isdigit() else [gid])
    os.setegid(gid)
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def put(content, target, mode, uid, gid):
    """A new file with that content. Raises OSError where something is there, or where a link leads there that not root made."""
    folder = _opened(target.parent)
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        handle = os.open(target.name, flags, 0o600, dir_fd=folder)
        try:
            with os.fdopen(handle, "wb") as stream:
                shutil.copyfileobj(content, stream)
                stream.flush()
                os.fchown(stream.fileno(), uid, gid)
                os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
        except BaseException:
            os.unlink(target.name, dir_fd=folder)
            raise
    finally:
        os.close(folder)


def _opened(folder):
    """A descriptor of the folder, asked for name by name: below a folder in which others may write, no name is a link."""
    at = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    for name in folder.parts[1:]:
        status = os.fstat(at)
        roots = status.st_uid == 0 and not status.st_mode & 0o022
        flags = os.O_PATH | os.O_DIRECTORY | (0 if roots else os.O_NOFOLLOW)
        try:
            below = os.open(name, flags, dir_fd=at)
        finally:
            os.close(at)
        at = below
    return at


def _built(file):
    with file.open("rb") as stream:
        head = stream.read(512).decode("latin-1")
    if head.startswith("ClamAV-VDB:"):  # the last field of the header is the time of its making, as seconds
        with contextlib.suppress(ValueError):
            return float(head.strip().rpartition(":")[2])
    return file.stat().st_mtime


def _sha256(file):
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _version():
    try:
        done = subprocess.run(["clamd", "--version"], stdout=subprocess.PIPE, check=False)
    except FileNotFoundError:  # somebody has taken it away
        return ""
    return done.stdout.decode().strip().removeprefix("ClamAV ").partition("/")[0]


def _active(unit):
    return subprocess.run(["systemctl", "is-active", "--quiet", unit], check=False).returncode == 0


def verdict(code, said):
    """clean, found or failed, by the exit code and the lines of the scanner; 1 without a line is systemd's own."""
    found = any(map(FOUND.search, said))
    no_files = code == NO_VERDICT and any(map(NO_FILE.search, said)) and not any(map(_fault, said))
    if not (code == 0 or (code == 1 and found) or no_files):
        return "failed"
    return "found" if found else "clean"


def _fault(line):
    return FAULT.search(line) and not NO_FILE.search(line)


def _of_folder(path):
    try:
        return Path(path).parent.stat() if path else None
    except OSError:
        return None


def _names(status):
    uid, gid = status.st_uid, status.st_gid
    return {"owner": _user(uid), "group": _group(gid), "uid": uid, "gid": gid}


def _user(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid):
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def main():
    parser = argparse.ArgumentParser(prog="altyapi-antivirus", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("scan").add_argument("paths", nargs="+")
    for name in ("collect", "list", "prune", "report"):
        commands.add_parser(name)
    back = commands.add_parser("restore")
    back.add_argument("id")
    back.add_argument("--to")
    given = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    syslog.openlog("altyapi-antivirus")
    antivirus = Antivirus(json.loads(CONFIG.read_text("utf-8")))
    if given.command == "scan":  # takes hours; it waits for the others only to collect
        return antivirus.scan(given.paths)
    done = []
    if given.command == "restore":
        with antivirus.alone():
            say(antivirus.restore(given.id, given.to))
    elif given.command == "list":
        done = antivirus.entries()
    elif given.command == "collect":
        done = antivirus.collect()
    elif given.command == "prune":
        with antivirus.alone():
            done = antivirus.prune()
    for one in done:
        say(f"{one['id']}  {one['time']}  {one['signature']}  {one['owner']}  {one['path']}")
    if given.command != "list":
        with antivirus.alone():
            antivirus.report()
    return 0


if __name__ == "__main__":
    sys.exit(main())
