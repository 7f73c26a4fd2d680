"""The steps of the migration. Each may be cut off anywhere and done again; none begins before the one before it is on disk as done."""

import re
import shutil
import signal
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import host
import packages
import sources
from backup import Backup, lost
from host import FailedError
from packages import Packages
from state import ASIDE, BEFORE, POINT_OF_NO_RETURN, STEPS

MEGABYTES_UNPACKED = 3.5
"""Of disk for every one that is fetched: what packages of these archives take beside their files, rounded up."""
WAITS = "a start of the host is needed"
REACH_S = 900
"""Seconds to wait for an archive or a repository that does not answer: after a loss of power a host is up before its network, and the
network before the servers."""
AGAIN_S = 5
UNREACHED = re.compile(host.UNREACHED)


class Waiting(Exception):
    """The next step comes after a start of the host."""


class Migration:
    """`settings` is /etc/altyapi/pardus-migration.json."""

    def __init__(self, settings, state):
        self.settings = settings
        self.state = state
        self.stopping = False
        self.kept = state.folder / BEFORE
        self.place = state.folder / ASIDE

    # what is asked before anything is done

    @property
    def wanted(self):
        """Packages that the target has in any case: those that make it a Pardus."""
        return list(self.settings["identity_packages"])

    @property
    def source(self):
        """The entry of `from` that this host is; none where no way leads from it to the target."""
        fields = host.os_release()
        major = fields.get("VERSION_ID", "").partition(".")[0]
        for one in self.settings["from"]:
            same = fields.get("VERSION_CODENAME") == one["codename"] or (major and major == one.get("version"))
            if fields.get("ID") == one["id"] and same:
                return one
        return None

    @property
    def arrived(self):
        return host.identity() == self.target

    @property
    def target(self):
        return f"pardus {self.settings['release']}"

    def way_back(self):
        """What a way back would be once packages are changed: {way_back, way_back_why}."""
        source = self.source
        if source and source["id"] == "debian":
            return (
                "packages",
                "the packages of the same base release can be set back, as long as the old mirror has their versions",
            )
        if self.settings["backup"]["repository"]:
            return (
                "restore",
                "a new installation of the old release, then files from the backup; packages can't go back a release",
            )
        return "reinstall", "packages can't go back a release, and there is no backup"

    def examined(self):
        """What a run would do and what stands in its way, with nothing on the host changed."""
        faults, actions = [], []
        for check in (self._fit, self._backed_up):
            try:
                check()
            except FailedError as error:
                faults.append(str(error))
        with tempfile.TemporaryDirectory(prefix="altyapi-pardus-") as folder:
            Path(folder).chmod(0o755)
            try:
                actions = self._simulated(Packages(folder))
            except FailedError as error:
                faults.append(str(error))
            except OSError as error:
                faults.append(f"{error.strerror}: {error.filename}")
        way, why = self.way_back()
        return {
            "from": host.identity(), "to": self.target,
            "faults": list(dict.fromkeys(faults)),  # one cause may stop two questions
            "actions": actions, "way_back": way, "way_back_why": why,
        }  # fmt: skip

    def _fit(self):
        if self.source is None:
            raise FailedError(f"no way from {host.identity()} to {self.target}: it needs the matching base")
        if host.on_battery():
            raise FailedError("not on the mains")
        unfinished = packages.broken()
        if unfinished:
            raise FailedError(f"packages are half installed: {unfinished.splitlines()[0]}")
        for path, wanted in self.settings["free_mb"].items():
            if host.free_mb(path) < wanted:
                raise FailedError(f"too little room: {path} has {host.free_mb(path)} MB, {wanted} MB are needed")
        self._sources().text(self._sources().keyring())

    def _backed_up(self):
        settings = self.settings["backup"]
        if not settings["repository"] and not settings["waiver"]:
            raise FailedError(
                "no backup: set pardus_migration_backup_repository, or a reason in pardus_migration_backup_waiver"
            )

    def _sources(self):
        return sources.Sources(self.settings)

    def _simulated(self, over):
        """The actions, with everything asked that a person must have agreed to. Raises FailedError."""
        keyring = over.root / "pardus-archive-keyring.gpg"
        over.root.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self._sources().keyring(), keyring)
        over.prepare(self._sources().text(keyring), self._sources().preferences())
        over.update()
        wanted = [*self.wanted, *self.settings["packages"]]
        actions = over.simulate(wanted)
        packages.refuse(packages.faults(actions, self.settings["accept"]))
        fetched = over.download_mb(wanted)
        for path, brought in (("/var", fetched), ("/", int(fetched * (1 + MEGABYTES_UNPACKED)))):
            needed = brought + self.settings["free_mb"].get(path, 0)
            if host.free_mb(path) < needed:
                raise FailedError(f"too little room: {path} has {host.free_mb(path)} MB, {needed} MB are needed")
        return actions

    # the way

    def go(self):
        """From where it stands to the end. Raises FailedError, told as the failed step's, or Waiting."""
        signal.signal(signal.SIGTERM, self._stop)
        self._renew()
        for name in STEPS:
            if self.state.is_done(name):
                continue
            if self.stopping:
                raise Waiting("stopped between two steps; it goes on with the next start")
            self.state.set(name, "running")
            try:
                told = getattr(self, f"do_{name.replace('-', '_')}")()
            except FailedError as error:
                self.state.set(name, "failed", str(error))
                raise
            except Waiting:
                raise
            except OSError as error:
                self.state.set(name, "failed", error.strerror or type(error).__name__)  # its file may be a person's
                raise FailedError(error.strerror or type(error).__name__) from error
            except Exception as error:  # of its words a person's file may be part; the journal has them
                self.state.set(name, "failed", f"a fault of the program: {type(error).__name__}")
                raise
            self.state.set(name, "skipped" if told else "done", told or "")
        self.state.keep(attempt="")

    def _renew(self):
        """What was looked at and backed up too long ago is looked at and backed up anew, as long as no package was changed."""
        ended = self.state.step("backup")["ended"]
        hours = self.settings["backup"].get("hours_max")
        if not (hours and ended and self.state.is_done("backup")) or self.state.memory.get("touched"):
            return
        if host.now_moment() - datetime.fromisoformat(ended) > timedelta(hours=hours):
            self.state.keep(snapshots_since=host.now())
            self.state.forget(*STEPS[: STEPS.index(POINT_OF_NO_RETURN)])

    def _stop(self, *_):
        """The host is being shut down: the step that runs is ended, the next not begun."""
        self.stopping = True

    def do_assess(self):
        self._fit()
        self._backed_up()
        way, why = self.way_back()
        self.state.tell(way_back=way, way_back_why=why)
        self.state.keep(
            failed_units=host.failed_units(), users=users(), source=self.source, versions=packages.installed(),
            manual=host.run("apt-mark", "showmanual").stdout.split(), identity=host.identity(),
        )  # fmt: skip

    def do_backup(self):
        sources.keep(self.kept)
        backup = self._backup()
        if not backup.wanted:
            return self.settings["backup"]["waiver"]
        self.state.keep(snapshot=self._reached(backup.make))
        return None

    def do_verify_backup(self):
        backup = self._backup()
        if not backup.wanted:
            return self.settings["backup"]["waiver"]
        samples, folders = self._reached(backup.verify, self.state.memory["snapshot"])
        self.state.keep(samples=samples, folders=folders)
        return None

    def _reached(self, ask, *about):
        """What `ask` gives, once whatever it asks answers. Raises FailedError where that takes longer than REACH_S, Waiting where the host
        goes down meanwhile."""
        until = time.monotonic() + REACH_S
        while True:
            try:
                return ask(*about)
            except FailedError as error:
                if not UNREACHED.search(str(error)) or time.monotonic() > until:
                    raise
            if self.stopping:
                raise Waiting("stopped while an archive did not answer; it goes on with the next start")
            time.sleep(AGAIN_S)

    def _backup(self):
        memory = self.state.memory
        return Backup(
            self.settings["backup"],
            memory["attempt"],
            since=memory.get("snapshots_since", ""),
            folder=self.state.folder,
        )

    def do_simulate(self):
        """And fetch: once packages are being changed, the network may be gone."""
        over = Packages(self.place)
        actions = self._reached(self._simulated, over)
        self._reached(over.download, [*self.wanted, *self.settings["packages"]])
        self.state.keep(actions=actions)

    def do_keyring(self):
        """At its place, and the archive's signature is good by it there."""
        sources.write(sources.KEYRING, self._sources().keyring().read_bytes())
        over = Packages(self.place)
        over.prepare(self._sources().text(sources.KEYRING), self._sources().preferences())
        self._reached(over.update)

    def do_sources(self):
        self._sources().switch()
        self._reached(Packages().update)

    def do_upgrade(self):
        if not self.state.memory.get("touched"):
            # the archive may have changed since it was simulated: nothing is done that nobody agreed to, now or in the next step
            together = Packages().simulate([*self.wanted, *self.settings["packages"]])
            packages.refuse(packages.faults(together, self.settings["accept"]))
            removals = self._agreed("dist-upgrade", self.wanted)
            self.state.keep(touched=host.now(), removals=removals)
        removals = self.state.memory["removals"]
        self._mend(removals)
        self._change("dist-upgrade", self.wanted, removals)

    def do_desktop(self):
        wanted = self.settings["packages"]
        if not wanted:
            return "no package was asked for"
        self._mend(self.state.memory.get("desktop_removals", False))  # of this step, where it was cut off
        removals = self._agreed("install", wanted)
        self.state.keep(desktop_removals=removals)
        self._change("install", wanted, removals)
        return None

    def _agreed(self, verb, wanted):
        """Whether packages go by what apt would do now; all of it agreed to. Raises FailedError."""
        actions = Packages().simulate(wanted, verb)
        packages.refuse(packages.faults(actions, self.settings["accept"]))
        self.state.keep(actions=[*self.state.memory["actions"], *actions])
        return any(one["what"] == "Remv" for one in actions)

    def _mend(self, removals):
        Packages().mend(self.settings["conffiles"], _flags(removals))

    def _change(self, verb, wanted, removals):
        flags = ["--allow-downgrades", *_flags(removals)]
        kept, archives = self.settings["conffiles"], self.place / "cache" / "archives"
        with awake():
            Packages().change(verb, *wanted, archives=archives, conffiles=kept, flags=flags)

    def do_boot(self):
        """The next start will find a kernel; where one is needed, it is waited for."""
        faults = boot_faults()
        if faults:
            raise FailedError("; ".join(faults))
        memory = self.state.memory
        if self.settings["reboot"] == "never":
            return "no start of the host was asked for"
        if "boot_id" not in memory:
            self.state.keep(boot_id=boot_id() if self._needs_start() else "")
        if self.state.memory["boot_id"] == boot_id():
            raise Waiting(WAITS)
        return None if self.state.memory["boot_id"] else "no package needs a start of the host"

    def _needs_start(self):
        changed = [
            name for name, version in packages.installed().items() if self.state.memory["versions"].get(name) != version
        ]
        return packages.named(changed, self.settings["reboot_packages"])

    def do_verify(self):
        """Everything that must be true of a Pardus; what was true before and is no longer, too."""
        memory, faults = self.state.memory, []
        if not self.arrived:
            faults.append(f"the system calls itself {host.identity()}")
        if packages.broken():
            faults.append("packages are half installed")
        missing = [name for name in [*self.wanted, *self.settings["packages"]] if not packages.has(name)]
        if missing:
            faults.append(f"not installed: {', '.join(missing)}")
        failed = sorted(set(host.failed_units()) - set(memory["failed_units"]))
        if failed:
            faults.append(f"units fail that did not before: {', '.join(failed)}")
        if set(memory["users"]) - set(users()):
            faults.append("accounts are gone")
        if lost(memory.get("samples", {}), memory.get("folders", {})):
            faults.append("files that nobody wrote are not as they were")
        self._reached(Packages().update)
        if faults:
            raise FailedError("; ".join(faults))
        shutil.rmtree(self.place, ignore_errors=True)


def _flags(removals):
    """Of apt, for what removes only where that was agreed to."""
    return [] if removals else ["--no-remove"]


def awake():
    """Nobody shuts the host down or closes its lid meanwhile, where its login manager can be told."""
    return _Inhibitor()


class _Inhibitor:
    def __enter__(self):
        self.held = None
        asked = (
            "systemd-inhibit",
            "--what=shutdown:sleep:handle-lid-switch",
            "--who=Pardus",
            "--why=Packages are being changed",
        )
        if shutil.which("systemd-inhibit") and host.run(*asked, "true", fails=False).returncode == 0:
            self.held = host.hold(*asked, "sleep", "infinity")

    def __exit__(self, *_):
        if self.held:
            self.held.terminate()
            self.held.wait()


def boot_id():
    """Of this start of the host: the kernel's, and the time at which its first process began (a container has the kernel of
    the machine below it)."""
    kernel = Path("/proc/sys/kernel/random/boot_id").read_text("utf-8").strip()
    return f"{kernel} {Path('/proc/1/stat').read_text('utf-8').rpartition(')')[2].split()[19]}"


def boot_faults(boot=Path("/boot")):
    """A kernel without its first file system, or one that the boot loader does not know, on a host that starts by itself."""
    faults = []
    kernels = sorted(one.name.partition("-")[2] for one in boot.glob("vmlinuz-*"))
    if not kernels:
        return faults  # a container, or a host that starts from the network
    faults += [f"no initrd of kernel {one}" for one in kernels if not (boot / f"initrd.img-{one}").is_file()]
    menu = boot / "grub" / "grub.cfg"
    if menu.is_file():
        text = menu.read_text("utf-8", "replace")
        faults += [f"kernel {one} is not in the boot menu" for one in kernels if f"vmlinuz-{one}" not in text]
    if Path("/sys/firmware/efi").is_dir() and not any(boot.glob("efi/EFI/*/*.efi")):
        faults.append("no boot loader on the EFI partition")
    return faults


def users():
    """Accounts of people and services, by name."""
    with Path("/etc/passwd").open(encoding="utf-8", errors="replace") as stream:
        return sorted(line.split(":", 1)[0] for line in stream)
