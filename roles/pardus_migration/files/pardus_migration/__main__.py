#!/usr/bin/python3
"""The change of this host to Pardus, step by step. Reads /etc/altyapi/pardus-migration.json; only the standard library (3.9).

altyapi-pardus-migration examine    what a run would do and what stands in its way; changes nothing (exit code 2: something to do)
altyapi-pardus-migration begin      a new attempt; it does its first step with the next run
altyapi-pardus-migration run        go on from where it stands; also what a start of the host does (exit code 3: waits for a start)
altyapi-pardus-migration rollback   the way back, where there is one
altyapi-pardus-migration status     where it stands (JSON)
"""

import argparse
import json
import sys
import syslog
from pathlib import Path

import host
from host import FailedError
from state import State
from steps import Migration, Waiting
from wayback import WayBack

CONFIG = "/etc/altyapi/pardus-migration.json"
DONE, ERROR, PENDING, WAITS = 0, 1, 2, 3
SETTLED = ("done", "needs-start")
"""A run would do nothing."""


def say(words, stream=None):
    print(words, file=stream)


def main():
    parser = argparse.ArgumentParser(prog="altyapi-pardus-migration", description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=["examine", "begin", "run", "rollback", "status"])
    parser.add_argument("--config", type=Path, default=Path(CONFIG))
    parser.add_argument("--attempt", default="", help="begin: the name of the attempt")
    parser.add_argument("--wave", default="", help="begin: the wave that the host is in")
    given = parser.parse_args()
    syslog.openlog("altyapi-pardus-migration")
    settings = json.loads(given.config.read_text("utf-8"))
    try:
        state = State(settings["state_dir"])
        return COMMANDS[given.command](settings, state, given)
    except Waiting as error:
        say(error)
        return WAITS
    except FailedError as error:
        syslog.syslog(syslog.LOG_ERR, str(error))
        say(error, sys.stderr)
        return ERROR


def examine(settings, state, _given):
    """Where it is under way, only how far; else what it would do."""
    migration = Migration(settings, state)
    open_ = state.begun or any(one["state"] == "failed" for one in state.told["steps"])
    found = {"state": summary(state, migration)}
    if found["state"] == "waiting" and not open_:
        found.update(migration.examined())
    say(json.dumps(found, ensure_ascii=False, indent=1))
    return DONE if found["state"] in SETTLED else PENDING


def begin(settings, state, given):
    """Over one that failed the same attempt goes on: what it has kept of the untouched host is the truth still."""
    try:
        return begun(settings, state, given)
    except BlockingIOError:  # it is at work already
        return DONE


def begun(settings, state, given):
    with state.alone(wait=False):
        migration = Migration(settings, state)
        now = summary(state, migration)
        target = migration.target
        if now in SETTLED:
            return DONE
        if state.begun and state.told["target"] not in ("", target):
            raise FailedError(f"under way to {state.told['target']}: end that or go back first")
        if state.begun:
            state.tell(wave=given.wave or state.told["wave"], run=given.attempt or state.told["run"])
        else:
            state.begin(given.attempt or host.now(), wave=given.wave, source=host.identity(), target=target)
        return PENDING


def run(settings, state, _given):
    with state.alone():
        if state.memory.get("going_back"):
            WayBack(settings, state).go()
        elif state.begun:
            syslog.syslog("goes on")
            Migration(settings, state).go()
            syslog.syslog("done")
    return DONE


def rollback(settings, state, _given):
    host.run("systemctl", "stop", "altyapi-pardus-migration.service", fails=False)
    with state.alone():
        WayBack(settings, state).go()
    return DONE


def status(settings, state, _given):
    found = {
        "state": summary(state, Migration(settings, state)),
        "refusal": WayBack(settings, state).refusal(),
        **state.told,
    }
    say(json.dumps(found, ensure_ascii=False, indent=1))
    return DONE


def summary(state, migration):
    """waiting, running, needs-start, failed, done, going-back or rolled-back."""
    states = [one["state"] for one in state.told["steps"]]
    if state.memory.get("going_back"):
        return "going-back"
    if "failed" in states:
        return "failed"
    finished = state.finished and state.told["target"] == migration.target  # an earlier release's is not this one's
    if finished or (migration.arrived and not state.begun):
        return "done"
    if state.begun:
        stands = state.step("boot")["state"] == "running" and state.memory.get("boot_id")
        return "needs-start" if stands else "running"
    return "rolled-back" if "undone" in states else "waiting"


COMMANDS = {"examine": examine, "begin": begin, "run": run, "rollback": rollback, "status": status}

if __name__ == "__main__":
    sys.exit(main())
