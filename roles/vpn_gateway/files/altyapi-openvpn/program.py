"""This program's own place on the host: where the units, OpenVPN and people find it."""

from __future__ import annotations

from pathlib import Path

from host import write

OWN = Path("/usr/local/sbin/altyapi-openvpn")
FOLDER = Path("/usr/local/lib/altyapi-openvpn")
"""The role vpn_gateway installs both."""


def install() -> None:
    """A change that brings a newer one along leaves it there. What is called goes last, so that nothing calls what is not there yet."""
    brought = Path(__file__).parent
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o755)  # OpenVPN asks it as its own user
    files = {file.name: file.read_text() for file in brought.iterdir() if file.is_file()}
    for name in sorted(files, reverse=True):
        write(FOLDER / name, files[name], 0o644)
    for file in FOLDER.iterdir():
        if file.is_file() and file.name not in files:
            file.unlink()
    write(OWN, files["launcher"], 0o755)
