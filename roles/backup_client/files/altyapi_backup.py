#!/usr/bin/env python3
"""altyapi-backup run JOB | now | report | repository: copies of this host, dumps of its databases, and what came of them.

Exit codes: 0 done, 1 error, 2 nothing there yet (repository) or something failed (report). Needs Python's own library and restic.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

SETTINGS = Path("/etc/altyapi/backup.json")
SECRETS = Path("/etc/altyapi/backup")
STATE = Path("/var/lib/altyapi/backup")
CACHE = Path("/var/cache/altyapi-backup")
LOCK = Path("/run/altyapi-backup.lock")
FORMAT = 1
INCOMPLETE = 3
RESULTS_KEPT = 5000
ACCOUNTS = ("globals", "users")
"""Dumps of the servers' accounts, beside those of their databases."""
TAIL_BYTES = 600
"""Where a dump's last words stand: a newer pg_dump has a line behind them."""
WITHOUT_TRANSACTIONS = (
    "SELECT CONCAT(table_name, ' (', engine, ')') FROM information_schema.tables "
    "WHERE table_type = 'BASE TABLE' AND engine <> 'InnoDB' AND table_schema = "
)
URL_PASSWORD = re.compile(r"(://[^/:@\s]*):[^/@\s]*@")


class Failed(Exception):
    """Why there is no copy, in a sentence without secrets. `lasting`: another try can't help."""

    def __init__(self, problem: str, *, lasting: bool = False) -> None:
        super().__init__(URL_PASSWORD.sub(r"\1:***@", problem))
        self.lasting = lasting


def main() -> int:
    parser = argparse.ArgumentParser(prog="altyapi-backup", description=__doc__)
    parser.add_argument("action", choices=["run", "now", "report", "repository"])
    parser.add_argument("job", nargs="?", default="")
    parser.add_argument("--make", action="store_true", help="make the repository where there is none and never was one")
    parser.add_argument("--retries", type=int, default=0, help="times that a failed job is tried again")
    parser.add_argument("--retry-s", type=int, default=600, help="seconds before each of them")
    given = parser.parse_args()
    settings = json.loads(SETTINGS.read_text("utf-8"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    if given.action == "report":
        made = report(settings)
        say(json.dumps(made, ensure_ascii=False, indent=1))
        return 2 if any(not job["ok"] for job in made["jobs"].values()) else 0
    if given.action == "repository":
        return repository(settings, make=given.make)
    if given.action == "now":
        tried = {job["name"]: attempt(settings, job)[0] for job in settings["jobs"]}
        if any(tried.values()):
            raise Failed("; ".join(f"{name}: {problem}" for name, problem in tried.items() if problem))
        return 0
    found = [job for job in settings["jobs"] if job["name"] == given.job]
    if not found:
        raise Failed(f"no such job: {given.job}; jobs: {', '.join(job['name'] for job in settings['jobs'])}")
    for left in range(given.retries, -1, -1):
        problem, lasting = attempt(settings, found[0])
        if not problem or lasting or not left:
            break
        time.sleep(given.retry_s)
    return 1 if problem else 0


def attempt(settings: dict, job: dict) -> tuple[str, bool]:
    """One try at a job, written down before it begins and when it ends. Gives why it failed, empty where it worked, and whether that
    lasts."""
    with alone():
        began = time.monotonic()
        result = {
            "format": FORMAT, "run": f"{job['name']}-{stamp('%Y%m%dT%H%M%S')}-{os.getpid()}", "job": job["name"],
            "system": settings["system"], "class": job["class"], "every": job["every"], "kind": kind(job), "started": now(),
            "pid": os.getpid(), "boot": boot(), "ended": None, "ok": False, "problem": "", "notes": [],
        }  # fmt: skip
        status(result)
        lasting = False
        try:
            result |= copy(settings, job, result["notes"])
            result["ok"] = True
        except Failed as error:
            result["problem"], lasting = str(error), error.lasting
        except SystemExit as error:
            result["problem"] = str(error)
            raise
        except OSError as error:
            result["problem"] = f"{error.strerror}: {error.filename or '-'}"
        finally:
            if not result["problem"] and not result["ok"]:
                result["problem"] = "a fault of the program itself"
            result |= {"ended": now(), "seconds": round(time.monotonic() - began, 1)}
            status(result)
            remember(result)
            say(f"result {json.dumps(result, ensure_ascii=False)}")
            report(settings)
    return result["problem"], lasting


def copy(settings: dict, job: dict, notes: list) -> dict:
    """Hooks, dumps, the copy itself; the hooks after it run whatever came of it."""
    staging = Path(settings["staging"]) / job["name"]
    shutil.rmtree(staging, ignore_errors=True)  # a run that was killed left it
    outcome = "failed"
    try:
        known(settings)
        for line in job.get("pre", []):
            shell(line, {})
        absent = [path for path in job.get("paths", []) if not os.path.lexists(path)]
        if absent:  # restic would pass over it and tell of success
            raise Failed(f"no such file or folder: {', '.join(absent)}", lasting=True)
        dumped = dumps(job, staging, notes)
        made = restic_backup(settings, job, [*job.get("paths", []), *([str(staging)] if dumped else [])], notes)
        outcome = "ok"
        return made
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        problems = []
        for line in job.get("post", []):
            try:
                shell(line, {"ALTYAPI_BACKUP_RESULT": outcome})
            except Failed as error:
                problems.append(str(error))
        notes += [f"hook after the copy: {problem}" for problem in problems]


def restic_backup(settings: dict, job: dict, paths: list, notes: list) -> dict:
    words = ["backup", "--json", "--host", settings["system"]]
    for tag in (f"job:{job['name']}", f"class:{job['class']}", f"kind:{kind(job)}"):
        words += ["--tag", tag]
    for pattern in [*settings["excludes"], *job.get("excludes", [])]:
        words += ["--exclude", pattern]
    words += ["--one-file-system"] if settings["one_file_system"] else []
    done = restic(settings, *words, "--", *paths)
    said = [parsed(line) for line in (done.stdout + "\n" + done.stderr).splitlines()]
    summary = next((one for one in said if one.get("message_type") == "summary"), None)
    items = [one.get("item", "") for one in said if one.get("message_type") == "error"]
    if done.returncode not in (0, INCOMPLETE) or summary is None:
        raise Failed(f"restic: {last_words(done)}")
    gone = [item for item in items if item and not os.path.lexists(item)]
    unread = [item for item in items if item not in gone]
    if gone:
        notes.append(f"gone while it was copied: {len(gone)} files, the first {gone[0]}")
    if unread or (done.returncode == INCOMPLETE and not items):
        raise Failed(
            f"not whole (snapshot {summary['snapshot_id']}): could not be read: {', '.join(unread[:5]) or last_words(done)}"
        )
    return {
        "snapshot": summary["snapshot_id"], "files": summary["total_files_processed"],
        "bytes": summary["total_bytes_processed"], "added_bytes": summary["data_added"],
    }  # fmt: skip


# --- databases


def dumps(job: dict, staging: Path, notes: list) -> bool:
    """Dumps of a moment, each checked for its last words: one that broke off is no copy."""
    for name in postgresql(job.get("postgresql", [])):
        target = staging / "postgresql" / file_of(name)
        dump(["runuser", "-u", "postgres", "--", "pg_dump", "--create", "--encoding=UTF8", f"--dbname={conninfo(name)}"], target,
             b"PostgreSQL database dump complete")  # fmt: skip
    if "*" in job.get("postgresql", []):
        command = ["runuser", "-u", "postgres", "--", "pg_dumpall", "--globals-only"]
        dump(command, staging / "postgresql" / "globals.sql", b"PostgreSQL database cluster dump complete")
    for name in mariadb(job.get("mariadb", [])):
        others = query(["mariadb", "-NBe", WITHOUT_TRANSACTIONS + literal(name)])
        if others:
            notes.append(
                f"MariaDB {name}: tables without transactions, not of the same moment: {', '.join(others[:5])}"
            )
        command = [
            "mariadb-dump",
            "--single-transaction",
            "--quick",
            "--routines",
            "--events",
            "--triggers",
            "--hex-blob",
        ]
        command += ["--default-character-set=utf8mb4", "--databases", name]
        dump(command, staging / "mariadb" / file_of(name), b"-- Dump completed")
    if "*" in job.get("mariadb", []):
        dump(["mariadb-dump", "--system=users"], staging / "mariadb" / "users.sql", b"-- Dump completed")
    return staging.exists()


def file_of(name: str) -> str:
    """A database's dump; one that is called as the dump of the accounts is does not take its place."""
    quoted = quote(name, safe="")
    return f"{f'%{ord(quoted[0]):02X}{quoted[1:]}' if quoted in ACCOUNTS else quoted}.sql"


def postgresql(wanted: list) -> list:
    if "*" not in wanted:
        return wanted
    sql = "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
    return query(["runuser", "-u", "postgres", "--", "psql", "-AtXc", sql])


def mariadb(wanted: list) -> list:
    if "*" not in wanted:
        return wanted
    own = ("information_schema", "performance_schema", "sys", "mysql")
    found = query(["mariadb", "-NBe", "SELECT schema_name FROM information_schema.schemata ORDER BY 1"])
    return [name for name in found if name not in own]


def dump(command: list, target: Path, last: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    opener = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opener, "wb") as stream:
        done = subprocess.run(
            command, stdout=stream, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd="/", check=False
        )
    if done.returncode != 0:
        raise Failed(f"{program(command)} of {target.stem}: {lines(done.stderr)[-1]}")
    with target.open("rb") as stream:
        stream.seek(max(0, target.stat().st_size - TAIL_BYTES))
        if last not in stream.read():
            raise Failed(f"{program(command)} of {target.stem} broke off before its end")


def query(command: list) -> list:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, cwd="/", check=False)
    if done.returncode != 0:
        raise Failed(f"{program(command)}: {lines(done.stderr)[-1]}")
    return [line for line in done.stdout.decode().splitlines() if line]


def conninfo(name: str) -> str:
    return "dbname='" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def literal(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"


def program(command: list) -> str:
    return command[4] if command[0] == "runuser" else command[0]


# --- the repository


def repository(settings: dict, *, make: bool) -> int:
    """0: there, and the one that it was. 2: not there and never was. Everything else is an error: a repository that is gone
    is a loss, and a new one in its place would hide it."""
    try:
        known(settings)
    except Absent:
        if not make:
            say("there is no repository yet")
            return 2
        done = restic(settings, "init")
        if done.returncode != 0:
            raise Failed(last_words(done)) from None
        known(settings)
    say("the repository is there")
    return 0


class Absent(Failed):
    pass


def known(settings: dict) -> None:
    """Raises Absent for one that never was, Failed for one that is gone, is another, or does not open."""
    file = STATE / "repository.json"
    before = json.loads(file.read_text("utf-8"))["id"] if file.exists() else ""
    done = restic(settings, "cat", "config")
    if done.returncode != 0:
        words = last_words(done)
        if re.search(
            r"Is there a repository at the following location|repository does not exist", done.stderr
        ) and not re.search(r"40[13] |refused|no such host|timeout|x509|unreachable", done.stderr):
            if before:
                raise Failed(
                    f"THE REPOSITORY {before[:10]} IS GONE: look at the server before anything else", lasting=True
                )
            raise Absent("there is no repository", lasting=True)
        raise Failed(words, lasting="wrong password" in words)
    found = json.loads(done.stdout)["id"]
    if before and found != before:
        raise Failed(f"this is another repository ({found[:10]}) than before ({before[:10]})", lasting=True)
    if not before:
        write(file, {"id": found})


def restic(settings: dict, *words: str) -> subprocess.CompletedProcess:
    """Addresses and passwords come from files that only root reads: a command line is seen by everybody."""
    command = ["restic", "--repository-file", str(SECRETS / "repository"), "--password-file", str(SECRETS / "password")]
    command += ["--cache-dir", str(CACHE)]
    command += ["--cacert", settings["cacert"]] if settings["cacert"] else []
    if settings["limit_kib_s"]:
        command += [f"--limit-upload={settings['limit_kib_s']}", f"--limit-download={settings['limit_kib_s']}"]
    return subprocess.run([*command, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def last_words(done: subprocess.CompletedProcess) -> str:
    said = [line for line in done.stderr.splitlines() if line.strip()]
    fatal = [line for line in said if "Fatal:" in line]
    words = (fatal or said or [f"exit code {done.returncode}"])[0]
    return str(parsed(words).get("message", words)).replace("Fatal:", "").strip()[:300]


# --- what is told


def report(settings: dict) -> dict:
    """Each job's last try and last success; a job that was killed could not say so itself."""
    jobs = {}
    for job in settings["jobs"]:
        file = STATE / "jobs" / f"{job['name']}.json"
        last = json.loads(file.read_text("utf-8")) if file.exists() else None
        if last is None:
            jobs[job["name"]] = {
                "ok": False,
                "problem": "has not run yet",
                "every": job["every"],
                "class": job["class"],
            }
            continue
        if last["ended"] is None:
            going = last["boot"] == boot() and Path(f"/proc/{last['pid']}").exists()
            last["problem"] = "at work" if going else "killed before its end"
            last["ok"] = going and bool(last.get("last_success"))
        jobs[job["name"]] = last
    address = (SECRETS / "repository").read_text("utf-8").strip() if os.access(SECRETS / "repository", os.R_OK) else ""
    made = {
        "format": FORMAT, "host": os.uname().nodename, "system": settings["system"], "made": now(), "jobs": jobs,
        "repository": URL_PASSWORD.sub(r"\1:***@", address), "other_agents": settings["other_agents"],
    }  # fmt: skip
    write(STATE / "report.json", made)
    return made


def status(result: dict) -> None:
    file = STATE / "jobs" / f"{result['job']}.json"
    before = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if before and before["ended"] is None and before["run"] != result["run"]:
        remember(before | {"problem": "killed before its end", "ended": now(), "ok": False})
    success = result["ended"] if result["ok"] else before.get("last_success")
    write(file, result | {"last_success": success})


def remember(result: dict) -> None:
    """One line per try, for the register of the toolkit; the newest few thousand."""
    file = STATE / "results.jsonl"
    held = file.read_text("utf-8").splitlines()[-RESULTS_KEPT + 1 :] if file.exists() else []
    write_text(file, "".join(f"{line}\n" for line in [*held, json.dumps(result, ensure_ascii=False)]))


@contextmanager
def alone():
    """One job at a time: the others wait."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kind(job: dict) -> str:
    return "database" if job.get("postgresql") or job.get("mariadb") else "files"


def shell(line: str, environment: dict) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env={**os.environ, **environment},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(f"{line}: exit code {done.returncode}: {lines(done.stderr)[-1]}")


def write(file: Path, content: dict) -> None:
    write_text(file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.new")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.chmod(0o644)
    partial.replace(file)


def say(words: str, stream=sys.stdout) -> None:
    print(words, file=stream, flush=True)


def lines(raw: bytes) -> list:
    return [line for line in raw.decode(errors="replace").splitlines() if line.strip()] or ["-"]


def parsed(line: str) -> dict:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp(form: str) -> str:
    return datetime.now(UTC).strftime(form)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, OSError, ValueError, KeyError) as problem:
        say(f"altyapi-backup: {problem}", sys.stderr)
        sys.exit(1)
