"""HPE ProCurve and Aruba AOS-S: 16, which can put a saved config in force without a restart, and K.15, which can't."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _procurve(ports: int, *further: str) -> str:
    lines = ['hostname "sw1"', *further]
    for port in range(1, ports + 1):
        lines += [f"interface {port}", f'   name "kat {port}"', "   exit"]
    lines += [
        "vlan 1",
        '   name "DEFAULT_VLAN"',
        f"   untagged 1-{ports}",
        "   ip address 10.0.0.2 255.255.255.0",
        "   exit",
    ]
    lines += ["vlan 10", '   name "YONETIM"', "   no ip address", "   exit", "password manager"]
    return "\n".join([*lines, ""])


_CONFIG = _procurve(48)
AOS_S = Case(
    platform="hpe_procurve",
    config=_CONFIG,
    config_without_revert=None,
    config_with_neighbours=_CONFIG,
    config_large=_procurve(
        48,
        *(
            line
            for n in range(1200)
            for line in (
                f'ip access-list extended "L{n}"',
                f"     10 permit tcp 0.0.0.0 255.255.255.255 10.0.{n % 256}.0 0.0.0.255",
                "   exit",
            )
        ),
    ),
    strongest="reload-after",
    lines=("interface 1", 'name "yeni"', "broadcast-limit 5"),
    after='   name "yeni"',
    bad_line="untaged-yanlis 1",
    refusals=(
        "Invalid input: untaged-yanlis",
        "Incomplete input: vlan",
        "Ambiguous input: s",
        "Module not present for port or invalid port: 99",
        "Value 5000 is invalid.",
        "VLAN 99 does not exist.",
        "The IP address (or subnet) 10.0.0.3/24 already exists.",
        "Error: Failed to set the port.",
        "Operation is not allowed for a trunked port.",
        "Unable to set the port.",
        "Maximum number of VLANs (8) has already been reached.",
        "Duplicate access control entry.",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("vlan 10", "ip address 10.9.9.9 255.255.255.0"),
    rename=('hostname "obb-mrk-ahb01-ers001"', "interface 2", 'name "sonra"'),
    renamed='   name "sonra"',
    banner="banner motd ^\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\nsw1# kayıt altındadır\n^",
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=tuple(
        text for port in range(1, 49) for text in (f"interface {port}", f'name "toplu {port}"', "broadcast-limit 5")
    ),
    many_after='   name "toplu 48"',
    unsaved='hostname "unsaved"',
    unsaved_after='hostname "unsaved"',
    show="show system",
    unknown="show yok-boyle-bir-sey",
    save="^write memory",
    save_refusal="Unable to save the configuration: file system is full",
    save_word="Unable",
    syslog=(
        "W 11/22/26 04:16:58 00077 ports: port 7 is now off-line",
        "I 11/22/26 04:16:59 00179 mgr: SME SSH from 10.0.0.1 - MANAGER Mode; error invalid failed",
    ),
    port="1",
    far_port="49",
    serial="SG40FLX0CD",
    setup_commands=2,
    has_enable=True,
)
K_15 = replace(AOS_S, name="hpe_procurve-K.15", model="J9573A E3800-24G-PoE+-2SFP+ Switch", version="KA.15.18.0007")
CASES = (AOS_S, K_15)
