"""The images that the hosts start from: built once from the machine's own package sources, kept in `var/hosts/`.

An image names the mirror that it was built from, and holds the machine's package sources: never publish one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from lab.hosts.engine import Engine
from netbox_sync.errors import ToolkitError
from netbox_sync.files import held

SUITES = ("bookworm", "trixie")
OWN = "PARDUS_IMAGE"
"""Environment variable: an image of the user's own for every host, or one for hosts of a suite (bookworm=NAME,trixie=NAME), instead of
those built here."""
PACKAGES = (
    "systemd", "systemd-sysv", "dbus", "init", "python3", "python3-apt", "sudo", "ca-certificates", "iproute2", "cron", "procps",
    "openssh-server", "libpam-systemd", "locales",
)  # fmt: skip
HOOK = (
    'rm -f "$1"/etc/machine-id; touch "$1"/etc/machine-id; echo LANG=C.UTF-8 > "$1"/etc/default/locale; '
    'printf \'DPkg::Lock::Timeout "300";\\nAcquire::Check-Valid-Until "false";\\n\' > "$1"/etc/apt/apt.conf.d/80altyapi-lab'
)
_SUITE = re.compile(r"\b(bullseye|bookworm|trixie|forky)\b")


class ImageNotMade(ToolkitError):
    code = "LAB-032"
    en = "The image of a test host could not be made ({suite}): {problem}"
    tr = "Deneme makinesinin kalıbı oluşturulamadı ({suite}): {problem}"
    en_remedy = "Install mmdebstrap, or name images of your own: PARDUS_IMAGE=bookworm=localhost/debian:12,trixie=localhost/debian:13"
    tr_remedy = "mmdebstrap kurun ya da kendi kalıplarınızı verin: PARDUS_IMAGE=bookworm=localhost/debian:12,trixie=localhost/debian:13"


def image(engine: Engine, suite: str, folder: Path, sources_folder: Path = Path("/etc/apt")) -> str:
    """The name of a suite's image, built and imported where the engine does not have it yet. Raises ImageNotMade."""
    named = own(suite)
    if named:
        return named
    written = sources(sources_folder, suite)
    recipe = hashlib.sha256("\n".join((suite, written, *PACKAGES, HOOK)).encode()).hexdigest()[:12]
    name = f"localhost/altyapi-host-{suite}:{recipe}"
    if engine.attempt("image", "inspect", name).returncode == 0:
        return name
    with held(folder / f"{suite}.lock", mode=0o666):
        if engine.attempt("image", "inspect", name).returncode != 0:
            kept = folder / f"{suite}-{recipe}.tar{'.zst' if shutil.which('zstd') else ''}"
            if not kept.exists():
                _build(suite, written, kept)
            changes = ('CMD ["/sbin/init"]', "STOPSIGNAL SIGRTMIN+3", "ENV container=podman")
            words = [word for change in changes for word in ("--change", change)]
            engine.run("import", *words, str(kept), name)
    return name


def own(suite: str) -> str:
    """The user's own image for hosts of that suite; empty where none was named."""
    for one in os.environ.get(OWN, "").split(","):
        of, _, name = one.strip().rpartition("=")
        if name and of in ("", suite):
            return name
    return ""


def sources(folder: Path, suite: str) -> str:
    """The machine's own Debian sources, said of another suite; empty where it has none, so that mmdebstrap takes its default.

    Only the new form (deb822) is read: what it says of keys and mirrors stays as it is.
    """
    stanzas: list[str] = []
    for file in sorted((folder / "sources.list.d").glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text("utf-8")):
            suites = re.search(r"^Suites:(.*)$", stanza, re.MULTILINE | re.IGNORECASE)
            if suites and _SUITE.search(suites.group(1)) and "debian" in stanza:
                stanzas.append(stanza[: suites.start()] + _SUITE.sub(suite, suites.group(0)) + stanza[suites.end() :])
    return "\n\n".join(stanza.strip() for stanza in stanzas) + "\n" if stanzas else ""


def _build(suite: str, written: str, target: Path) -> None:
    if shutil.which("mmdebstrap") is None:
        raise ImageNotMade(suite=suite, problem="mmdebstrap is not installed")
    partial = target.with_name(f".{target.name}")
    given = target.with_name(f"{suite}.sources")
    given.write_text(written, "utf-8")
    command = [
        "mmdebstrap", "--quiet", "--variant=minbase", f"--mode={'root' if os.geteuid() == 0 else 'unshare'}",
        f"--include={','.join(PACKAGES)}", '--aptopt=Apt::Install-Recommends "false"',
        '--aptopt=Acquire::Check-Valid-Until "false"', "--dpkgopt=path-exclude=/usr/share/doc/*",
        "--dpkgopt=path-exclude=/usr/share/man/*", f"--customize-hook={HOOK}",
        suite, "-", *([str(given)] if written else []),
    ]  # fmt: skip
    with partial.open("wb") as stream:
        made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pressed = ["zstd", "-q", "-T0"] if target.suffix == ".zst" else ["cat"]
        packed = subprocess.run(pressed, stdin=made.stdout, stdout=stream, check=False)
        _, told = made.communicate()
    if made.returncode != 0 or packed.returncode != 0:
        partial.unlink()
        words = told.decode(errors="replace").strip().splitlines()
        raise ImageNotMade(suite=suite, problem=words[-1] if words else f"exit code {made.returncode}")
    partial.replace(target)
