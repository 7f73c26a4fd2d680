"""The program that looks at a computer before its migration, on trees of files as Linux shows them."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from altyapi.endpoint.assessment import Assessment
from altyapi.settings import PACKAGE_ROOT

PROGRAM = PACKAGE_ROOT / "roles" / "pardus_assess" / "files" / "altyapi_pardus_assess.py"


def written(root: Path, **files: str) -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def seen(root: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, str(PROGRAM), "--root", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    content: dict[str, Any] = json.loads(done.stdout)
    Assessment.model_validate(content)
    return content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    written(
        tmp_path,
        **{
            "etc/os-release": 'NAME="Pardus GNU/Linux"\nID=pardus\nVERSION_ID="21"\n',
            "proc/meminfo": "MemTotal:        8049740 kB\n",
            "sys/class/dmi/id/product_name": "Deneme 400\n",
            "sys/block/sda/size": "468862128\n",
            "sys/block/sda/queue/rotational": "0\n",
            "sys/block/sdb/size": "1000\n",
            "sys/block/sdb/removable": "1\n",
            "sys/block/loop0/size": "1000\n",
            "sys/block/dm-0/dm/uuid": "CRYPT-LUKS2-0123\n",
            "sys/class/power_supply/BAT0/type": "Battery\n",
            "sys/class/power_supply/BAT0/capacity": "41\n",
            "sys/class/power_supply/AC/type": "Mains\n",
            "sys/class/power_supply/AC/online": "0\n",
            "sys/bus/usb/devices/1-2/idVendor": "076B\n",
            "sys/bus/usb/devices/1-2/idProduct": "3031\n",
            "sys/bus/usb/devices/1-2/product": "OMNIKEY\n",
            "sys/bus/usb/devices/1-2:1.0/bInterfaceClass": "0b\n",
            "sys/bus/usb/devices/1-3:1.0/bInterfaceClass": "08\n",
            "usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so": "",
            "usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so": "",
            "etc/sssd/sssd.conf": "[sssd]\ndomains = orneksehir.example\n[domain/orneksehir.example]\n",
            "etc/cups/printers.conf": "<DefaultPrinter kat2>\nInfo Kat 2\nDeviceURI ipp://ali:sifre@yazici.example/ipp/print\n"
            "</DefaultPrinter>\n<Printer eski>\nMakeModel Eski 10\nDeviceURI usb://X/Y?serial=123\n</Printer>\n",
            "etc/apt/sources.list": "deb http://depo.pardus.org.tr/pardus yirmibir main\n",
            "etc/apt/sources.list.d/a.sources": "Types: deb\nURIs: http://depo.orneksehir.example/x\nSuites: a\n\n"
            "Types: deb\nEnabled: no\nURIs: http://kapali.example/\nSuites: a\n",
            "etc/fstab": "nfs01:/ev /ev nfs defaults 0 0\n//ali@dosya01/ali /mnt cifs x 0 0\n# //dosya02/x /y cifs x 0 0\n",
        },
    )
    return tmp_path


def test_what_the_kernel_and_the_files_tell_is_told(root: Path) -> None:
    said = seen(root)
    assert (said["system"], said["memory_mb"], said["model"]) == ("pardus 21", 8242, "Deneme 400")
    assert [(one["name"], one["size_gb"], one["kind"]) for one in said["disks"]] == [("sda", 240.1, "ssd")]
    assert (said["encrypted"], said["battery_percent"], said["on_mains"]) == (True, 41, False)
    assert said["readers"] == [{"vendor": "076b", "product": "3031", "name": "OMNIKEY"}]
    assert said["pkcs11"] == ["opensc-pkcs11.so"]
    assert said["domain"] == "orneksehir.example"
    assert said["firmware"] == "bios"
    assert said["secure_boot"] is None


def test_an_apostrophe_alone_in_a_name_that_an_institution_gave_ends_nothing(root: Path) -> None:
    """os-release is the shell's form; who writes a name into it by hand forgets that."""
    (root / "etc/os-release").write_text(
        "PRETTY_NAME=Örnekşehir'in\nNAME='yarım\nID=pardus\nVERSION_ID=23.2\n", "utf-8"
    )
    assert seen(root)["system"] == "pardus 23.2"


def test_printers_tell_no_login_and_no_serial_number(root: Path) -> None:
    said = seen(root)
    assert [(one["name"], one["driverless"]) for one in said["printers"]] == [("kat2", True), ("eski", None)]
    assert "sifre" not in json.dumps(said)
    assert "serial" not in json.dumps(said)


def test_only_servers_of_shares_and_sources_of_others_are_told(root: Path) -> None:
    said = seen(root)
    assert said["shares"] == [{"kind": "nfs", "server": "nfs01"}, {"kind": "smb", "server": "dosya01"}]
    assert said["foreign_sources"] == ["depo.orneksehir.example"]
    assert seen(root, "--own-source", "orneksehir.example")["foreign_sources"] == []


def test_secure_boot_is_read_from_the_firmware(root: Path) -> None:
    variable = root / "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
    variable.parent.mkdir(parents=True)
    variable.write_bytes(b"\x06\0\0\0\x01")
    said = seen(root)
    assert (said["firmware"], said["secure_boot"]) == ("uefi", True)
    variable.write_bytes(b"\x06\0\0\0\0")
    assert seen(root)["secure_boot"] is False


def test_macros_are_counted_in_every_form_and_no_file_is_named(root: Path) -> None:
    home = root / "home" / "kul0001" / "gizli klasör"
    home.mkdir(parents=True)
    for name, parts in {
        "a.xlsm": ["xl/vbaProject.bin"], "b.docx": ["word/document.xml"], "c.docx": ["word/vbaProject.bin"],
        "d.ods": ["Basic/Standard/Module1.xml"], "e.odt": ["Basic/script-lc.xml"],
    }.items():  # fmt: skip
        with zipfile.ZipFile(home / name, "w") as archive:
            for part in parts:
                archive.writestr(part, "x")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
    (home / "f.XLS").write_bytes(ole + "_VBA_PROJECT".encode("utf-16-le"))
    (home / "g.doc").write_bytes(ole)
    (home / "h.docx").write_bytes(b"PK\x03\x04 broken")
    (home / "i.pst").write_bytes(b"x" * 3_000_000)
    (home / "j.docm").symlink_to(home / "a.xlsm")
    (root / "home" / "baska").symlink_to(root / "home" / "kul0001")
    said = seen(root)
    (person,) = said["profiles"]
    assert (person["login"], person["office_files"], person["macro_files"]) == ("kul0001", 8, 4)
    assert person["mail_stores_mb"] == 3
    assert "gizli" not in json.dumps(said, ensure_ascii=False)


def test_a_home_too_large_for_the_time_says_that_it_was_not_looked_through(root: Path) -> None:
    (root / "home" / "kul0001" / "a").mkdir(parents=True)
    assert seen(root, "--seconds", "0")["profiles"][0]["unread"] > 0
