"""HPE and H3C Comware: 7, which has the commit delay, and 5, which has not."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _comware(ports: int, *further: str) -> str:
    lines = ["#", " sysname sw1", "#", *further, "vlan 1", "#", "vlan 10 to 12", "#"]
    lines += ["interface Vlan-interface10", " ip address 10.1.1.1 255.255.255.0", "#"]
    for port in range(1, ports + 1):
        lines += [f"interface GigabitEthernet1/0/{port}", " port link-mode bridge", f" description kat {port}"]
        lines += [" port access vlan 10", "#"]
    lines += [
        "line vty 0 63",
        " authentication-mode scheme",
        " user-role network-operator",
        " protocol inbound ssh",
        "#",
    ]
    lines += [
        "local-user admin class manage",
        " service-type ssh",
        " authorization-attribute user-role network-admin",
        "#",
    ]
    return "\n".join([*lines, "return", ""])


_FILLER = [
    line
    for n in range(1, 900)
    for line in (
        f"acl advanced name L{n}",
        f" rule 0 permit ip source 10.0.{n % 256}.0 0.0.0.255",
        " rule 5 permit icmp",
        "#",
    )
]

COMWARE_7 = Case(
    platform="hpe_comware",
    config=_comware(48),
    config_without_revert=None,
    config_with_neighbours=_comware(48, " lldp global enable", "#"),
    config_large=_comware(48, *_FILLER),
    strongest="configuration-commit-delay",
    weaker="scheduled-reboot",
    lines=("interface GigabitEthernet1/0/1", "description yeni", "stp edged-port"),
    after=" description yeni",
    bad_line="port link-type trnk-yanlis",
    refusals=(
        " % Unrecognized command found at '^' position.",
        " % Incomplete command found at '^' position.",
        " % Ambiguous command found at '^' position.",
        " % Wrong parameter found at '^' position.",
        " % Too many parameters found at '^' position.",
        "% Unrecognized command found at '^' position.",
        "Permission denied.",
        "The VLAN does not exist.",
        "Error: Failed to set the port.",
        "Operation failed.",
        "Can't set the link type.",
        "Invalid IP address.",
        "The rule already exists.",
        "The port is not a trunk port.",
        "Failed to add the member.",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface Vlan-interface10", "ip address 10.9.9.9 255.255.255.0", "quit"),
    rename=("sysname obb-mrk-ahb01-ers001", "interface GigabitEthernet1/0/2", "description sonra"),
    renamed=" description sonra",
    banner="header login %\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\n<sw1> kayıt altındadır\n%",
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=tuple(
        text
        for port in range(1, 49)
        for text in (f"interface GigabitEthernet1/0/{port}", f"description toplu {port}", "stp edged-port", "quit")
    ),
    many_after=" description toplu 48",
    unsaved="sysname unsaved",
    unsaved_after=" sysname unsaved",
    show="display version",
    unknown="display yok-boyle-bir-sey",
    save="^save",
    save_refusal="The disk is full. Failed to save the configuration file flash:/startup.cfg.",
    save_word="startup.cfg",
    syslog=(
        "%Nov 21 10:11:12:131 2026 sw1 IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/7 changed to up.",
        "%Nov 21 10:11:13:007 2026 sw1 SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=10.0.0.1-User=admin; error invalid failed",
    ),
    port="GigabitEthernet1/0/1",
    far_port="Ten-GigabitEthernet1/0/49",
    serial="CN2ABC123W",
    setup_commands=1,
)
COMWARE_5 = replace(
    COMWARE_7,
    name="hpe_comware-5",
    version="5.20.99, Release 2222P05",
    strongest="scheduled-reboot",
    weaker=None,
)
CASES = (COMWARE_7, COMWARE_5)
