"""Arista EOS over eAPI, before and after 4.32, where the commit timer is shown in another place."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _eos(ports: int) -> str:
    lines = ["no aaa root", "!", "username admin privilege 15 role network-admin nopassword", "!", "hostname sw1"]
    lines += ["!", "spanning-tree mode mstp", "!", "vlan 10", "   name Veri"]
    for port in range(1, ports + 1):
        lines += ["!", f"interface Ethernet{port}", f"   description kat {port}"]
    lines += ["!", "interface Vlan1", "   ip address 10.0.0.2/24", "!", "ip routing", "!"]
    return "\n".join([*lines, "management api http-commands", "   no shutdown", "!", "end", ""])


_EOS = _eos(48)
ARISTA_EOS = Case(
    platform="arista_eos",
    config=_EOS,
    config_without_revert=None,
    config_with_neighbours=_EOS,
    config_large=_EOS.replace(
        "ip routing\n",
        "".join(f"ip access-list L{n}\n   10 permit tcp any 10.0.{n % 256}.0/24\n!\n" for n in range(1500))
        + "ip routing\n",
    ),
    strongest="commit-timer",
    lines=("interface Ethernet1", "description yeni", "spanning-tree portfast"),
    after="   description yeni",
    bad_line="swichport yanlis",
    refusals=(
        "% Invalid input",
        "% Incomplete command",
        "% Ambiguous command",
        "% Subnet 10.0.0.0/24 overlaps with existing subnet of Vlan1",
        "% Authorization denied for command 'description yeni'",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface Vlan1", "ip address 10.9.9.9/24"),
    rename=("hostname obb-mrk-ahb01-ers001", "interface Ethernet2", "description sonra"),
    renamed="   description sonra",
    banner="banner motd\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\n! sw1# kayıt altındadır\n  içeriden\nEOF",
    banner_line="\n! sw1# kayıt altındadır\n  içeriden\nEOF",
    many=tuple(
        text
        for port in range(1, 49)
        for text in (f"interface Ethernet{port}", f"description toplu {port}", "spanning-tree portfast")
    ),
    many_after="   description toplu 48",
    unsaved="hostname unsaved",
    unsaved_after="hostname unsaved",
    show="show clock",
    unknown="show yok-boyle-bir-sey",
    save="^copy running-config startup-config",
    save_refusal="% Error: No space left on device",
    save_word="space",
    syslog=("Nov 22 04:16:58 sw1 Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet7 changed state to up",),
    port="Ethernet1",
    far_port="Ethernet49",
    serial="JPE12345678",
    setup_commands=1,
    candidate=True,
    stateless=True,
    keys=False,
    prompts=False,
    has_enable=True,
    abandons=(r"configure session altyapi_\d+ abort",),
    old_crypto=(),
)
CASES = (ARISTA_EOS, replace(ARISTA_EOS, name="arista_eos-4.32", version="4.32.1F"))
