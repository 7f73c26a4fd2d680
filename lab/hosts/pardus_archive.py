#!/usr/bin/python3
"""On a test host: an archive that stands for Pardus', signed, of small packages that say of themselves that they are a test's.

python3 pardus_archive.py CODENAME VERSION NAME FOLDER      needs apt-utils, gpg and dpkg-deb; only the standard library

FOLDER/pardus and FOLDER/guvenlik are the archives, FOLDER/strange the same signed with a key of somebody else's,
FOLDER/key.gpg and FOLDER/fingerprint the key, FOLDER/before packages that the host has before.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

MARK = "pardusdeneme1"
SLOW = """#!/bin/sh
# stands still for a test that wants to cut the power just here
while [ "$(cat /opt/altyapi-lab/hold 2>/dev/null)" = "$DPKG_MAINTSCRIPT_PACKAGE" ]; do touch /run/altyapi-lab-held; sleep 0.2; done
"""


def run(*command: str, folder: Path | None = None, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def package(
    target: Path, name: str, version: str, files: dict[str, str] | None = None, *, depends: str = "", postinst: str = ""
) -> None:
    """A package for every machine, with those files; files below /etc are configuration files."""
    tree = target / f".{name}"
    (tree / "DEBIAN").mkdir(parents=True)
    content = files or {f"/usr/share/{name}/deneme": f"{name} {version}\n"}
    for path, text in content.items():
        file = tree / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    conffiles = [path for path in content if path.startswith("/etc/")]
    if conffiles:
        (tree / "DEBIAN/conffiles").write_text("".join(f"{path}\n" for path in conffiles), "utf-8")
    if postinst:
        (tree / "DEBIAN/postinst").write_text(postinst, "utf-8")
        (tree / "DEBIAN/postinst").chmod(0o755)
    control = {
        "Package": name, "Version": version, "Architecture": "all", "Maintainer": "Deneme <deneme@localhost>",
        "Section": "misc", "Priority": "optional", "Depends": depends, "Description": "stands for Pardus in a test",
    }  # fmt: skip
    (tree / "DEBIAN/control").write_text(
        "".join(f"{key}: {value}\n" for key, value in control.items() if value), "utf-8"
    )
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "-b", str(tree), str(target))
    shutil.rmtree(tree)


def base_files(target: Path, codename: str, version: str, name: str) -> None:
    """The host's own base-files, with another os-release: that of this package is what a system calls itself by."""
    run("apt-get", "download", "-q", "base-files", folder=target)
    original = next(target.glob("base-files_*.deb"))
    tree = target / ".base-files"
    run("dpkg-deb", "-R", str(original), str(tree))
    original.unlink()
    (tree / "usr/lib/os-release").write_text(
        f'PRETTY_NAME="{name} {version} (deneme)"\nNAME="{name}"\nID=pardus\nID_LIKE=debian\nVERSION_ID="{version}"\n'
        f'VERSION="{version} ({codename})"\nVERSION_CODENAME={codename}\n',
        "utf-8",
    )
    control = tree / "DEBIAN/control"
    # of one release the version is the higher one, of the other the lower: both happen
    between = "+" if codename == "yirmiuc" else "~"
    text = re.sub(r"^Version: (.*)$", rf"Version: \1{between}{MARK}", control.read_text("utf-8"), flags=re.MULTILINE)
    control.write_text(re.sub(r"^Description: ", "Description: (deneme) ", text, flags=re.MULTILINE), "utf-8")
    (tree / "DEBIAN/md5sums").unlink(missing_ok=True)
    run("dpkg-deb", "--root-owner-group", "-Zgzip", "-b", str(tree), str(target))
    shutil.rmtree(tree)


def archive(folder: Path, suite: str, key: dict[str, str], pool: str = "") -> None:
    """`dists/<suite>` over the packages of `pool`; an empty one where none is named."""
    lists = folder / "dists" / suite / "main" / "binary-amd64"
    lists.mkdir(parents=True)
    listed = run("apt-ftparchive", "packages", pool, folder=folder) if pool else ""
    (lists / "Packages").write_text(listed, "utf-8")
    said = {
        "Origin": "Pardus",
        "Label": "Pardus",
        "Suite": suite,
        "Codename": suite,
        "Architectures": "amd64",
        "Components": "main",
    }
    options = [word for name, value in said.items() for word in ("-o", f"APT::FTPArchive::Release::{name}={value}")]
    release = run("apt-ftparchive", *options, "release", f"dists/{suite}", folder=folder)
    dist = folder / "dists" / suite
    (dist / "Release").write_text(release, "utf-8")
    run("gpg", "--batch", "-q", "--yes", "--clearsign", "-o", f"{dist}/InRelease", f"{dist}/Release", environment=key)


def make_key(folder: Path) -> dict[str, str]:
    folder.mkdir(mode=0o700)
    key = {"GNUPGHOME": str(folder)}
    words = (
        "--passphrase",
        "",
        "--quick-gen-key",
        "Pardus Deneme Arsivi <deneme@localhost>",
        "ed25519",
        "sign",
        "never",
    )
    run("gpg", "--batch", "-q", *words, environment=key)
    return key


def main(codename: str, version: str, name: str, place: str) -> None:
    folder = Path(place)
    shutil.rmtree(folder, ignore_errors=True)
    pool = folder / "pardus" / "pool"
    pool.mkdir(parents=True)
    (folder / "before").mkdir()
    key, strange = make_key(folder / ".gnupg"), make_key(folder / ".gnupg-strange")
    exported = subprocess.run(
        ["gpg", "--batch", "--export"], env={**os.environ, **key}, capture_output=True, check=True
    ).stdout
    (folder / "key.gpg").write_bytes(exported)
    told = run("gpg", "--batch", "--with-colons", "--fingerprint", environment=key)
    (folder / "fingerprint").write_text(re.findall(r"^fpr:+([0-9A-F]+):", told, re.MULTILINE)[0], "utf-8")
    base_files(pool, codename, version, name)
    package(pool, "pardus-archive-keyring", f"2025.1+{MARK}")
    package(pool, "pardus-about-deneme", f"1.0+{MARK}")
    package(pool, "pardus-masaustu-deneme", f"1.0+{MARK}", depends="pardus-about-deneme", postinst=SLOW)
    for version_of, target in (("1.0", folder / "before"), ("2.0", pool)):
        package(
            target, "altyapi-deneme-ayar", version_of, {"/etc/altyapi-deneme.conf": f"# {version_of}\n"}, postinst=SLOW
        )
        package(target, "altyapi-deneme-tutulan", version_of)
    shutil.copytree(folder / "pardus", folder / "strange" / "pardus")
    for place_of, signer in ((folder, key), (folder / "strange", strange)):
        archive(place_of / "pardus", codename, signer, "pool")
        archive(place_of / "pardus", f"{codename}-deb", signer)
        archive(place_of / "guvenlik", f"{codename}-deb", signer)


if __name__ == "__main__":
    main(*sys.argv[1:])
