"""The package manager, asked what it would do and told to do it: over the host's own settings, or over a set of sources of its
own that leaves those alone."""

import fcntl
import re
import time
from fnmatch import fnmatchcase
from pathlib import Path

from host import FailedError, run
from state import write

LOCK_S = 600
"""Seconds to wait for another package manager (the desktop's own updates)."""
LOCK = Path("/var/lib/dpkg/lock-frontend")
DONE = re.compile(
    r"^(?P<what>Inst|Remv) (?P<name>\S+)(?: \[(?P<old>[^\]]*)\])?(?: \((?P<new>\S+) (?P<origin>[^)]*?)(?: \[\w+\])?\))?"
)
URI = re.compile(r"^'[^']+' \S+ (?P<size>\d+) ")


class Packages:
    """`root` empty: the host's own settings. Else a folder with sources, preferences, lists and a cache of its own."""

    def __init__(self, root=None):
        self.root = Path(root) if root else None

    def prepare(self, sources, preferences):
        """The folder's sources and preferences."""
        for name, content in (("sources.list.d/pardus.sources", sources), ("preferences.d/pardus", preferences)):
            write(self.root / name, content)
        for name in ("lists/partial", "cache/archives/partial"):
            (self.root / name).mkdir(parents=True, exist_ok=True)

    def apt(self, *words, fails=True):
        own = {
            "Dir::Etc::SourceList": "/dev/null",
            "Dir::Etc::SourceParts": f"{self.root}/sources.list.d",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": f"{self.root}/preferences.d",
            "Dir::State::Lists": f"{self.root}/lists",
            "Dir::Cache": f"{self.root}/cache",
        }
        options = {
            "DPkg::Lock::Timeout": LOCK_S,
            "APT::Update::Error-Mode": "any",
            "APT::Get::Purge": "false",  # a host that purges by its settings is told of removals all the same, and keeps what it set
            **(own if self.root else {}),
        }
        settings = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        environment = {"APT_LISTCHANGES_FRONTEND": "none", "NEEDRESTART_SUSPEND": "1"}
        return run("apt-get", *words, *settings, environment=environment, fails=fails)

    def update(self):
        """Every list, its signature checked. Raises FailedError where one source does not answer or is not signed."""
        self.apt("update", "-q")

    def simulate(self, wanted, verb="dist-upgrade"):
        """What bringing the host to those sources would do, package by package: {name, old, new, origin}, `new` empty where
        the package would go. `verb`: install, where only those packages are brought."""
        said = self.apt("-s", "-q", "--allow-downgrades", verb, *wanted).stdout
        actions = []
        for line in said.splitlines():
            found = DONE.match(line)
            if found:
                one = {key: value or "" for key, value in found.groupdict().items()}
                actions.append({**one, "new": one["new"] if one["what"] == "Inst" else ""})
        return actions

    def download_mb(self, wanted):
        said = self.apt("--print-uris", "-qq", "-y", "--allow-downgrades", "dist-upgrade", *wanted).stdout
        return sum(int(found["size"]) for found in map(URI.match, said.splitlines()) if found) // 2**20

    def download(self, wanted):
        self.apt("-y", "-q", "-d", "--allow-downgrades", "dist-upgrade", *wanted)

    def change(self, verb, *wanted, archives, conffiles, flags=()):
        """Do it. `archives`: the folder with the packages that were fetched before."""
        kept = "old" if conffiles == "keep" else "new"
        options = [f"Dpkg::Options::=--force-{one}" for one in ("confdef", f"conf{kept}")] + [
            f"Dir::Cache::Archives={archives}/"
        ]
        words = [word for option in options for word in ("-o", option)]
        self.apt("-y", "-q", *flags, *words, verb, *wanted)

    def mend(self, conffiles, flags=()):
        """What a killed run left half-way."""
        kept = "old" if conffiles == "keep" else "new"
        wait_for_others()
        run("dpkg", "--force-confdef", f"--force-conf{kept}", "--configure", "-a")
        self.apt("-y", "-q", *flags, "-o", f"Dpkg::Options::=--force-conf{kept}", "--fix-broken", "install")


def removed(said):
    """Packages that would go, by what apt says of it."""
    found = (DONE.match(line) for line in said.splitlines())
    return {one["name"].partition(":")[0] for one in found if one and one["what"] == "Remv"}


def wait_for_others():
    """Until nobody else works with packages; dpkg itself does not wait. Raises FailedError."""
    until = time.monotonic() + LOCK_S
    with LOCK.open("a") as lock:
        while True:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError as error:
                if time.monotonic() > until:
                    raise FailedError(f"another package manager has been at work for {LOCK_S} s") from error
                time.sleep(1)


def installed():
    """Version by package (with its architecture where two are installed)."""
    said = run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${binary:Package}\t${Version}\n").stdout
    rows = (line.split("\t") for line in said.splitlines())
    return {name: version for status, name, version in rows if status.startswith(("ii", "hi"))}


def essential():
    said = run("dpkg-query", "-W", "-f", "${Essential}\t${Protected}\t${Package}\n", fails=False).stdout
    return {line.split("\t")[2] for line in said.splitlines() if "yes" in line.split("\t")[:2]}


def held():
    return sorted(run("apt-mark", "showhold").stdout.split())


def broken():
    """Packages that dpkg itself calls unfinished."""
    return run("dpkg", "--audit", fails=False).stdout.strip()


def is_older(new, old):
    return run("dpkg", "--compare-versions", new, "lt", old, fails=False).returncode == 0


def faults(actions, accepted):
    """What a person must have agreed to, and hasn't: {code, names} per kind. `accepted` has names and globs per kind."""
    found = {
        "essential-removed": sorted({one["name"] for one in actions if one["what"] == "Remv"} & essential()),
        "removed": [
            one["name"] for one in actions if one["what"] == "Remv" and not _any(one["name"], accepted["removals"])
        ],
        "downgraded": [
            one["name"]
            for one in actions
            if one["new"]
            and one["old"]
            and is_older(one["new"], one["old"])
            and not _any(one["name"], accepted["downgrades"])
        ],
        "held": [name for name in held() if not _any(name, accepted["held"])],
    }
    return [{"code": code, "names": names} for code, names in found.items() if names]


def refuse(found):
    """Raises FailedError that names them."""
    if found:
        raise FailedError("; ".join(f"{one['code']}: {', '.join(one['names'])}" for one in found))


def _any(name, patterns):
    return any(fnmatchcase(name.partition(":")[0], pattern) for pattern in patterns)


def named(names, patterns):
    """Whether one of the packages is meant."""
    return any(_any(name, patterns) for name in names)


def has(name):
    said = run("dpkg-query", "-W", "-f", "${db:Status-Status}", name.partition("=")[0], fails=False)
    return said.stdout.startswith("installed")
