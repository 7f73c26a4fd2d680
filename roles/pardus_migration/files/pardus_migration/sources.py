"""Where packages come from after the change, and how the host's own settings are kept for the way back."""

import os
import re
import shutil
from pathlib import Path

from host import FailedError
from keys import fingerprints
from state import write

APT = Path("/etc/apt")
OURS = APT / "sources.list.d" / "pardus.sources"
PREFERENCES = APT / "preferences.d" / "altyapi-pardus"
KEYRING = APT / "keyrings" / "pardus-archive-keyring.gpg"
ACTIVE = re.compile(r"^[ \t]*(deb\s|deb-src\s|Types:)", re.MULTILINE)
LINE = re.compile(r"^([ \t]*deb(?:-src)?\s)", re.MULTILINE)
r"""A line of the old form that is in use. Never a newline before it: `\s` would take an empty line above for its beginning."""
OFF = re.compile(r"^Enabled:\s*(no|false|off|0|without|disable)\s*$", re.MULTILINE | re.IGNORECASE)
SIGNED_BY = re.compile(r"^Signed-By:\s*(/\S+)", re.MULTILINE | re.IGNORECASE)


class Sources:
    def __init__(self, settings):
        self.settings = settings

    def keyring(self):
        """The file with the archive's keys, checked against what a person wrote down. Raises FailedError."""
        given = self.settings["keyring"] or self._own_keyring()
        found = fingerprints(given)
        wanted = [one.replace(" ", "").upper() for one in self.settings["fingerprints"]]
        strange = [one for one in found if wanted and one not in wanted]
        if strange:
            raise FailedError(f"a key that nobody wrote down: {', '.join(strange)}")
        return Path(given)

    def _own_keyring(self):
        own = SIGNED_BY.search(self._own_source()[1]) if self._own_source() else None
        for file in ([Path(own[1])] if own else []) + [Path(one) for one in self.settings["known_keyrings"]]:
            if file.is_file():
                return file
        raise FailedError("no key of the Pardus archive: set pardus_migration_keyring")

    def _own_source(self):
        """The host's own Pardus source of the target or of the release before it: file and text of what is in use there."""
        codenames = [
            self.settings["codename"],
            *(one["codename"] for one in self.settings["from"] if one["id"] == "pardus"),
        ]
        suite = re.compile(rf"^Suites:.*\b({'|'.join(codenames)})\b", re.MULTILINE | re.IGNORECASE)
        for file in sorted((APT / "sources.list.d").glob("*.sources")):
            stanzas = [one for one in _stanzas(file) if suite.search(one) and not OFF.search(one)]
            if stanzas:
                return file, "\n\n".join(one.strip() for one in stanzas) + "\n"
        return None

    def text(self, keyring):
        """The deb822 file of the Pardus archive. Raises FailedError where nobody said where that is."""
        codename = self.settings["codename"]
        if not self.settings["mirror"]:
            own = self._own_source()
            if own is None:
                raise FailedError("no address of a Pardus archive: set pardus_migration_mirror")
            text = own[1]
            for one in self.settings["from"]:
                text = re.sub(rf"\b{one['codename']}\b", codename, text)
            text = re.sub(r"^Enabled:.*\n", "", text, flags=re.MULTILINE | re.IGNORECASE)
            return SIGNED_BY.sub(f"Signed-By: {keyring}", text) if SIGNED_BY.search(text) else text
        stanzas = [
            f"Types: deb\nURIs: {self.settings['mirror'].rstrip('/')}/{one['path']}\n"
            f"Suites: {' '.join(suite.format(codename=codename) for suite in one['suites'])}\n"
            f"Components: {' '.join(self.settings['components'])}\nSigned-By: {keyring}\n"
            for one in self.settings["archives"]
        ]
        return "# written by altyapi (pardus_migration)\n" + "\n".join(stanzas)

    def preferences(self):
        """Pardus before everybody else; what makes a Pardus of a Debian also where its version is the lower one."""
        pin = f"Pin: release o={self.settings['origin']}\nPin-Priority:"
        named = " ".join(self.settings["identity_packages"])
        return f"Package: *\n{pin} 990\n" + (f"\nPackage: {named}\n{pin} 1001\n" if named else "")

    def switch(self):
        """Pardus' source in, every other one off. Each file is written whole; done twice it is the same."""
        write(PREFERENCES, self.preferences())
        text = self.text(KEYRING)  # before the source that it may come from is off
        write(OURS, text)
        for file in (APT / "sources.list", *sorted((APT / "sources.list.d").glob("*"))):
            if file == OURS or file.name in self.settings["keep_sources"] or not file.is_file():
                continue
            if file.suffix == ".sources":
                write(file, "\n\n".join(_off(one) for one in _stanzas(file)).rstrip() + "\n")
            elif file.suffix == ".list" and LINE.search(_text(file)):
                write(file, LINE.sub(r"# \1", _text(file)))


def _text(file):
    """As it is, also where a comment is in another encoding; `write` gives the same bytes back."""
    return file.read_bytes().decode("utf-8", "surrogateescape")


def _stanzas(file):
    return [one for one in re.split(r"\n\s*\n", _text(file)) if one.strip()]


def _off(stanza):
    """A deb822 stanza that is not used."""
    if not ACTIVE.search(stanza):
        return stanza
    return re.sub(r"^Enabled:.*\n?", "", stanza, flags=re.MULTILINE | re.IGNORECASE).rstrip("\n") + "\nEnabled: no"


def keep(folder):
    """A copy of the package manager's settings; one that was made before is left as it is."""
    if folder.exists():
        return
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    shutil.copytree(APT, partial / "apt", symlinks=True)
    os.sync()
    partial.replace(folder)


def put_back(folder):
    """The package manager's settings as they were kept; what is ours goes."""
    kept = folder / "apt"
    for file in (OURS, PREFERENCES, KEYRING):
        if not (kept / file.relative_to(APT)).exists():
            file.unlink(missing_ok=True)
    for file in sorted(kept.rglob("*")):
        target = APT / file.relative_to(kept)
        if file.is_dir():
            target.mkdir(exist_ok=True)
        elif file.is_file() and (not target.is_file() or target.read_bytes() != file.read_bytes()):
            write(target, file.read_bytes(), file.stat().st_mode & 0o777)
