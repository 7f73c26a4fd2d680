"""Aruba AOS-CX, before and after 10.13, where the system's name changed."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _cx(ports: int, *, more: str = "") -> str:
    lines = [
        "hostname sw1",
        "user admin group administrators password plaintext admin",
        "ssh server vrf default",
        "vlan 1,10",
    ]
    for port in range(1, ports + 1):
        lines += [
            f"interface 1/1/{port}",
            "    no shutdown",
            f"    description kat {port}",
            "    no routing",
            "    vlan access 1",
        ]
    return "\n".join([*lines, "interface vlan 1", "    ip address 10.0.0.2/24", more + "https-server vrf default", ""])


_CX = _cx(48)
ARUBA_AOSCX = Case(
    platform="aruba_aoscx",
    config=_CX,
    config_without_revert=None,
    config_with_neighbours=_CX,
    config_large=_CX.replace(
        "vlan 1,10",
        "".join(f"access-list ip L{n}\n    10 permit tcp any 10.0.{n % 256}.0/24\n" for n in range(1900)) + "vlan 1,10",
    ),
    strongest="checkpoint-auto",
    lines=("interface 1/1/1", "description yeni", "spanning-tree bpdu-guard"),
    after="    description yeni",
    bad_line="vlan acces-yanlis",
    refusals=(
        "Invalid input: vlan",
        "% Command incomplete.",
        "% Ambiguous command.",
        "VLAN 99 does not exist.",
        "Overlapping networks cannot be configured.",
        "Operation not allowed on an L3 interface.",
        "Error: something failed",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface vlan 1", "ip address 10.9.9.9/24"),
    rename=("hostname obb-mrk-ahb01-ers001", "interface 1/1/2", "description sonra"),
    renamed="    description sonra",
    banner="banner motd ^\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\nsw1# kayıt altındadır\n^",
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=tuple(
        text
        for port in range(1, 49)
        for text in (f"interface 1/1/{port}", f"description toplu {port}", "spanning-tree bpdu-guard")
    ),
    many_after="    description toplu 48",
    unsaved="hostname unsaved",
    unsaved_after="hostname unsaved",
    show="show version",
    unknown="show yok-boyle-bir-sey",
    save="^write memory",
    save_refusal="Copying configuration: [Failure]\nUnable to write the startup configuration",
    save_word="Unable",
    syslog=(
        "2026-11-22T04:16:58.123456+00:00 sw1 intfd[2891]: Event|403|LOG_INFO|AMM|-|Link status for interface 1/1/7 is up",
        'WARNING  Please "checkpoint auto confirm" within 2 minutes',
    ),
    port="1/1/1",
    far_port="1/1/49",
    serial="SG1234X567",
    setup_commands=1,
)
CASES = (ARUBA_AOSCX, replace(ARUBA_AOSCX, name="aruba_aoscx-10.13", version="FL.10.13.1010"))
