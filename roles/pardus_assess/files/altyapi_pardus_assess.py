#!/usr/bin/python3
"""What this computer is, before it goes over to Pardus: JSON on standard output. Only the standard library; changes nothing.

Names of files never come in: of office files only how many there are, and how many carry macros.
"""

import argparse
import configparser
import contextlib
import json
import os
import platform
import re
import shlex
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

FORMAT = 1
OFFICE = {
    ".doc", ".xls", ".ppt", ".dot", ".xlt", ".docx", ".xlsx", ".pptx", ".dotx", ".xltx", ".docm", ".xlsm", ".xlsb", ".pptm", ".dotm",
    ".xltm", ".ppsm", ".ppsx", ".pps", ".odt", ".ods", ".odp", ".ott", ".ots", ".mdb", ".accdb",
}  # fmt: skip
MAIL = {".pst", ".ost", ".mbox"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = "_VBA_PROJECT".encode("utf-16-le")
"""A stream of that name holds a document's macros ([MS-OVBA] 2.3.4.1)."""
LARGEST = 64 * 1024 * 1024
"""Bytes of an old office file that are looked through for macros."""
SMART_CARD = "0b"
"""USB interface class of card readers that speak CCID."""
EFI_VARIABLE = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
NETWORK = {"cifs": "smb", "smb3": "smb", "nfs": "nfs", "nfs4": "nfs", "davfs": "dav", "fuse.sshfs": "sftp"}
OWN_SOURCES = ("debian.org", "pardus.org.tr")
PLAIN_MODULES = re.compile(r"^(p11-kit-|libnssckbi|gnome-keyring|onepin-)")


class Computer:
    """Reads below `root`; what needs a program of this host is asked only where root is /."""

    def __init__(self, root, own_sources, seconds):
        self.root, self.own_sources, self.seconds = root, (*OWN_SOURCES, *own_sources), seconds
        self.here = root == Path("/")

    def assessment(self):
        release = self.release()
        return {
            "format": FORMAT,
            "host": platform.node(),
            "made": datetime.now(timezone.utc).astimezone().isoformat(timespec="seconds"),  # noqa: UP017  Python 3.9 has no UTC
            "source": "ansible",
            "system": f"{release.get('ID', 'linux')} {release.get('VERSION_ID', '')}".strip(),
            "architecture": platform.machine(),
            "maker": self.line("sys/class/dmi/id/sys_vendor"),
            "model": self.line("sys/class/dmi/id/product_name"),
            "virtual": self.virtual(),
            "memory_mb": self.memory(),
            "disks": self.disks(),
            "free_gb": self.free("/"),
            "boot_free_mb": self.boot_free(),
            "firmware": "uefi" if (self.root / "sys/firmware/efi").is_dir() else "bios",
            "secure_boot": self.secure_boot(),
            "encrypted": any(
                self.text(file).startswith("CRYPT-LUKS") for file in self.root.glob("sys/block/dm-*/dm/uuid")
            ),
            **self.power(),
            "printers": self.printers(),
            "readers": self.readers(),
            "pkcs11": self.modules(),
            "domain": self.domain(),
            "software": self.software(),
            "held": self.asked("apt-mark", "showhold").split(),
            "foreign_sources": self.foreign_sources(),
            "broken_packages": self.broken(),
            "shares": self.shares(),
            "profiles": self.profiles(),
        }

    # what it is

    def release(self):
        found = {}
        for row in self.text(self.root / "etc/os-release").splitlines():
            name, _, value = row.partition("=")
            if value:
                try:
                    found[name] = "".join(shlex.split(value))
                except ValueError:  # an apostrophe alone, in a name that an institution gave
                    found[name] = value.strip().strip("\"'")
        return found

    def virtual(self):
        if not self.here or shutil.which("systemd-detect-virt") is None:
            return None
        return subprocess.run(["systemd-detect-virt", "--quiet"], check=False).returncode == 0

    def memory(self):
        found = re.search(r"^MemTotal:\s+(\d+) kB", self.text(self.root / "proc/meminfo"), re.MULTILINE)
        return int(found[1]) * 1024 // 1_000_000 if found else None

    def disks(self):
        found = []
        for block in sorted((self.root / "sys/block").glob("*")):
            if (
                re.match(r"(loop|ram|zram|dm-|md|sr|fd|nbd)", block.name)
                or self.text(block / "removable").strip() == "1"
            ):
                continue
            sectors = self.text(block / "size").strip()
            if not sectors.isdigit() or sectors == "0":
                continue
            spinning = self.text(block / "queue/rotational").strip() == "1"
            kind = "nvme" if block.name.startswith("nvme") else "emmc" if block.name.startswith("mmcblk") else ""
            size = round(int(sectors) * 512 / 1e9, 1)
            healthy = self.healthy(block.name)
            found.append(
                {
                    "name": block.name,
                    "size_gb": size,
                    "kind": kind or ("hdd" if spinning else "ssd"),
                    "healthy": healthy,
                }
            )
        return found

    def healthy(self, name):
        """What the disk itself says, where smartctl is installed; none where it does not say."""
        told = self.asked("smartctl", "--health", "--json", f"/dev/{name}")
        with contextlib.suppress(ValueError, AttributeError):
            return json.loads(told).get("smart_status", {}).get("passed")
        return None

    def free(self, path):
        with contextlib.suppress(OSError):
            status = os.statvfs(self.root / path.lstrip("/"))
            return round(status.f_bavail * status.f_frsize / 1e9, 1)
        return None

    def boot_free(self):
        for path in ("boot/efi", "boot"):
            if (self.root / path).is_dir() and (not self.here or os.path.ismount(self.root / path)):
                return round((self.free(path) or 0) * 1000)
        return None

    def secure_boot(self):
        file = self.root / "sys/firmware/efi/efivars" / EFI_VARIABLE
        with contextlib.suppress(OSError):
            return file.read_bytes()[-1:] == b"\x01"
        return None if not (self.root / "sys/firmware/efi").is_dir() else False

    def power(self):
        battery, mains = None, None
        for supply in sorted((self.root / "sys/class/power_supply").glob("*")):
            kind = self.text(supply / "type").strip()
            if kind == "Battery" and self.text(supply / "scope").strip() != "Device":
                charge = self.text(supply / "capacity").strip()
                battery = int(charge) if charge.isdigit() else battery
            elif kind in ("Mains", "USB") and (online := self.text(supply / "online").strip()):
                mains = mains or online == "1"
        return {"battery_percent": battery, "on_mains": mains}

    # what hangs on it

    def printers(self):
        """As CUPS has them; a queue without a driver of its own (IPP Everywhere) stays as it is."""
        found = []
        text = self.text(self.root / "etc/cups/printers.conf")
        for name, body in re.findall(r"<(?:Default)?Printer ([^>\n]+)>(.*?)</(?:Default)?Printer>", text, re.DOTALL):
            said = dict(re.findall(r"^(DeviceURI|MakeModel|Info) (.*)$", body, re.MULTILINE))
            uri = said.get("DeviceURI", "")
            free = uri.startswith(("ipp:", "ipps:", "implicitclass:")) or "_ipp" in uri
            model = said.get("MakeModel") or said.get("Info", "")
            shown = re.sub(r"//[^/@]*@", "//", uri).partition("?")[0]  # without a login or a serial number
            found.append({"name": name, "model": model, "uri": shown, "driverless": True if free else None})
        return found

    def readers(self):
        found = {}
        for interface in self.root.glob("sys/bus/usb/devices/*/bInterfaceClass"):
            if self.text(interface).strip() != SMART_CARD:
                continue
            device = self.root / "sys/bus/usb/devices" / interface.parent.name.partition(":")[0]
            ids = self.text(device / "idVendor").strip().lower(), self.text(device / "idProduct").strip().lower()
            if all(ids):
                found[ids] = self.text(device / "product").strip()
        return [
            {"vendor": vendor, "product": product, "name": name} for (vendor, product), name in sorted(found.items())
        ]

    def modules(self):
        names = {file.name for file in self.root.glob("usr/lib/*/pkcs11/*.so")}
        names |= {file.name for file in self.root.glob("usr/lib/*akis*11*.so")}
        for file in (
            *self.root.glob("usr/share/p11-kit/modules/*.module"),
            *self.root.glob("etc/pkcs11/modules/*.module"),
        ):
            found = re.search(r"^module:\s*(\S+)", self.text(file), re.MULTILINE)
            names |= {Path(found[1]).name} if found else set()
        return sorted(name for name in names if not PLAIN_MODULES.match(name))

    def domain(self):
        for file, section, option in (
            ("etc/sssd/sssd.conf", "sssd", "domains"),
            ("etc/samba/smb.conf", "global", "realm"),
        ):
            reader = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
            with contextlib.suppress(configparser.Error):
                reader.read_string(self.text(self.root / file))
                value = reader.get(section, option, fallback="") or ""
                if value.strip():
                    return value.split(",")[0].strip().lower()
        return ""

    # what runs on it

    def software(self):
        """What did not come from a package source, where these are known, and what stands beside the packages."""
        found = []
        known = any(self.root.glob("var/lib/apt/lists/*_Packages*"))
        for row in self.asked("apt", "list", "--installed").splitlines() if known else ():
            name, _, rest = row.partition("/")
            if rest.endswith("local]"):
                found.append({"name": name, "version": [*rest.split(), "", ""][1]})
        return found + [{"name": app.name} for app in sorted(self.root.glob("var/lib/flatpak/app/*"))]

    def foreign_sources(self):
        hosts = set()
        folder = self.root / "etc/apt"
        for file in (folder / "sources.list", *sorted(folder.glob("sources.list.d/*.list"))):
            for row in self.text(file).splitlines():
                found = re.match(r"\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s*)?(\S+)", row)
                hosts |= {urlsplit(found[1]).hostname or "file"} if found else set()
        for file in sorted(folder.glob("sources.list.d/*.sources")):
            for stanza in re.split(r"\n\s*\n", self.text(file)):
                if re.search(r"^Enabled:\s*no", stanza, re.MULTILINE | re.IGNORECASE):
                    continue
                for row in re.findall(r"^URIs:\s*(.+)$", stanza, re.MULTILINE):
                    hosts |= {urlsplit(uri).hostname or "file" for uri in row.split()}
        return sorted(host for host in hosts if not host.endswith(self.own_sources))

    def broken(self):
        """Packages that are neither installed nor removed whole."""
        states = self.asked("dpkg-query", "-W", "-f", "${db:Status-Abbrev}\n").splitlines()
        return sum(len(state) > 1 and state[1] not in "icn" for state in states)

    def shares(self):
        """Network folders that are mounted or meant to be; the server alone, as a path may name persons."""
        found = {}
        for file in ("proc/self/mounts", "etc/fstab"):
            for row in self.text(self.root / file).splitlines():
                words = row.split()
                if len(words) < 3 or words[0].startswith("#") or words[2] not in NETWORK:
                    continue
                server = re.sub(r"^\w+://", "", words[0]).lstrip("/")
                server = re.split(r"[/:]", server.rpartition("@")[2])[0].lower()
                found[NETWORK[words[2]], server] = True
        return [{"kind": kind, "server": server} for kind, server in sorted(found)]

    def profiles(self):
        homes = [home for home in sorted((self.root / "home").glob("*")) if home.is_dir() and not home.is_symlink()]
        return [self.profile(home) for home in homes if home.name != "lost+found"]

    def profile(self, home):
        """Sizes and counts of one home, without following links or leaving its disk, for so many seconds at most."""
        until = time.monotonic() + self.seconds
        size = mail = office = macros = unread = 0
        device = home.stat().st_dev
        folders = [home]
        while folders:
            if time.monotonic() > until:
                unread += len(folders)
                break
            folder = folders.pop()
            try:
                entries = list(os.scandir(folder))
            except OSError:
                unread += 1
                continue
            for entry in entries:
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode):
                        folders += [Path(entry.path)] if status.st_dev == device else []
                        continue
                    if not stat.S_ISREG(status.st_mode):
                        continue
                    size += status.st_blocks * 512
                    ending = Path(entry.name).suffix.lower()
                    mail += status.st_size if ending in MAIL else 0
                    if ending in OFFICE:
                        office += 1
                        macros += carries_macros(Path(entry.path), status.st_size)
        return {
            "login": home.name, "size_mb": round(size / 1e6), "office_files": office, "macro_files": macros,
            "mail_stores_mb": round(mail / 1e6), "unread": unread,
        }  # fmt: skip

    # reading

    def text(self, file):
        try:
            return file.read_text("utf-8", "replace")
        except OSError:
            return ""

    def line(self, path):
        return self.text(self.root / path).strip()

    def asked(self, *words):
        """What a program of this host says; nothing where it is not there."""
        if not self.here or shutil.which(words[0]) is None:
            return ""
        environment = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=False)
        return done.stdout.decode("utf-8", "replace")


def carries_macros(file, size):
    """OOXML: a vbaProject.bin; ODF: Basic modules; the old binary forms: a stream _VBA_PROJECT."""
    try:
        with file.open("rb") as stream:
            head = stream.read(8)
            if head.startswith(b"PK"):
                with zipfile.ZipFile(file) as archive:
                    names = archive.namelist()
                modules = [
                    name
                    for name in names
                    if name.startswith("Basic/") and not name.endswith(("-lc.xml", "-lb.xml", "/"))
                ]
                return bool(modules) or any(name.endswith("vbaProject.bin") for name in names)
            if head == OLE and size <= LARGEST:
                stream.seek(0)
                return VBA in stream.read()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return False


def main():
    parser = argparse.ArgumentParser(prog="altyapi-pardus-assess", description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, default=Path("/"))
    parser.add_argument("--own-source", action="append", default=[], help="a host of the institution's package sources")
    parser.add_argument("--seconds", type=float, default=300, help="for one home")
    given = parser.parse_args()
    with contextlib.suppress(OSError):
        os.nice(19)
    json.dump(Computer(given.root, given.own_source, given.seconds).assessment(), sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
