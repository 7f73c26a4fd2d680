"""The way back: of the settings alone where no package was changed; of the packages too where base and mirror allow it."""

import host
import packages
import sources
from host import FailedError
from packages import Packages
from state import BACK, BEFORE, STEPS
from steps import awake

FLAGS = ("--allow-downgrades", "--allow-change-held-packages")


class WayBack:
    """Cut off anywhere, it is done again from its beginning."""

    def __init__(self, settings, state):
        self.settings = settings
        self.state = state
        self.kept = state.folder / BEFORE

    def refusal(self):
        """Why there is none that the toolkit can go; empty where there is."""
        if not self.state.memory.get("source"):
            return "nothing was begun on this host"
        if not self.state.packages_touched:
            return ""
        if self.state.memory["source"]["id"] == "debian" and self.state.memory.get("versions"):
            return ""
        snapshot = self.state.memory.get("snapshot", "")
        told = "install the old release anew"
        if snapshot:
            told += f" and restore snapshot {snapshot[:8]} from the backup"
        return f"packages have gone to another base release and can't go back: {told}"

    def go(self):
        """Raises FailedError; the host is then as it was before the call, as far as packages go, unless it says otherwise."""
        if self.refusal():
            raise FailedError(self.refusal())
        touched = self.state.packages_touched
        if touched and not self.state.memory.get("going_back"):
            self._rehearse()
        self.state.keep(going_back=True)
        if touched:
            Packages().mend("keep")
        if self.kept.exists():
            sources.put_back(self.kept)
        Packages().update()
        if touched:
            self._packages()
        for name in STEPS:
            if self.state.step(name)["state"] != "pending":
                self.state.set(name, "undone")
        self.state.keep(going_back=False, attempt="", touched="")

    def _wanted(self):
        """What apt is to install: every package in its old version, those that the migration brought not at all. What people installed
        since is theirs."""
        before, now = self.state.memory["versions"], packages.installed()
        brought = {
            one["name"].partition(":")[0]
            for one in self.state.memory.get("actions", [])
            if one["new"] and not one["old"]
        }
        back = [f"{name}={version}" for name, version in sorted(before.items()) if now.get(name) != version]
        return back, sorted(name for name in set(now) - set(before) if name.partition(":")[0] in brought)

    def _rehearse(self):
        """The old sources, asked beside those in use. Raises FailedError, with nothing on the host changed."""
        place = Packages(self.state.folder / BACK)
        place.prepare("", "")
        for file in [self.kept / "apt/sources.list", *sorted((self.kept / "apt/sources.list.d").glob("*"))]:
            if file.is_file():
                sources.write(place.root / "sources.list.d" / file.name, file.read_bytes())
        place.update()
        back, gone = self._wanted()
        tried = place.apt("-s", "-q", *FLAGS, "install", *back, *(f"{name}-" for name in gone), fails=False)
        if tried.returncode != 0:
            last = (tried.stderr.strip() or tried.stdout.strip()).splitlines()[-1]
            raise FailedError(f"the old mirror can't give every package back, nothing was changed: {last}")
        later = packages.removed(tried.stdout) - {name.partition(":")[0] for name in gone}
        if later:
            raise FailedError(
                f"packages that were installed since would have to go, nothing was changed: {', '.join(sorted(later))}"
            )

    def _packages(self):
        before = self.state.memory["versions"]
        back, gone = self._wanted()
        if not back and not gone:
            return
        whole = Packages()
        with awake():
            leaving = [f"{name}-" for name in gone]
            whole.change("install", *back, *leaving, archives="/var/cache/apt/archives", conffiles="keep", flags=FLAGS)
        names = [one.partition("=")[0] for one in back]
        automatic = [name for name in names if name.partition(":")[0] not in self.state.memory["manual"]]
        if automatic:
            host.run("apt-mark", "auto", *automatic)
        now = packages.installed()
        if set(gone) & set(now) or any(now.get(name) != version for name, version in before.items()):
            raise FailedError("some packages are not as they were")
