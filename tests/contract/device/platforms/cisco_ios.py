"""Cisco IOS and IOS-XE."""

from __future__ import annotations

from tests.contract.device.case import Case


def _ios(ports: int, *, archive: bool) -> str:
    lines = ["hostname sw1", "!", "username admin privilege 15 secret 0 admin", "!"]
    lines += ["archive", " path flash:altyapi", "!"] if archive else []
    for port in range(1, ports + 1):
        lines += [f"interface GigabitEthernet1/0/{port}", f" description kat {port}", " switchport mode access", "!"]
    return "\n".join([*lines, "line vty 0 4", " login local", " transport input ssh", "!", "end", ""])


def _behind_the_first(line: str, config: str) -> str:
    first, end, rest = config.partition("\n")
    return f"{first}{end}{line}\n{rest}"


_IOS = _ios(48, archive=True)
_IOS_FILLER = "".join(f"ip access-list standard L{n}\n permit 10.0.{n % 256}.0 0.0.0.255\n!\n" for n in range(2000))
CISCO_IOS = Case(
    platform="cisco_ios",
    config=_IOS,
    config_without_revert=_ios(48, archive=False),
    config_with_neighbours=_behind_the_first("lldp run", _IOS),
    config_large=_IOS.replace("line vty 0 4", _IOS_FILLER + "line vty 0 4"),
    strongest="configure-revert-timer",
    weaker="reload-in",
    weaker_reason="archive",
    lines=("interface GigabitEthernet1/0/1", "description yeni", "spanning-tree portfast"),
    after=" description yeni",
    bad_line="switchport mode acces-yanlis",
    refusals=(
        "% Invalid input detected at '^' marker.",
        "% Incomplete command.",
        '% Ambiguous command:  "x"',
        "Command rejected: An interface whose trunk encapsulation is Auto can not be configured to trunk mode.",
        "% Authorization failed.",
        "Command authorization failed.",
        "%Error: something failed",
    ),
    cutting_line=r"^ip address 10\.9\.9\.9",
    cutting=("interface Vlan1", "ip address 10.9.9.9 255.255.255.0"),
    rename=("hostname obb-mrk-ahb01-ers001", "interface GigabitEthernet1/0/2", "description sonra"),
    renamed=" description sonra",
    banner="banner login ^C\nYetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\nsw1# kayıt altındadır\n^C",
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=tuple(
        text
        for port in range(1, 49)
        for text in (f"interface GigabitEthernet1/0/{port}", f"description toplu {port}", "spanning-tree portfast")
    ),
    many_after=" description toplu 48",
    unsaved="hostname unsaved",
    unsaved_after="hostname unsaved",
    show="show version",
    unknown="show yok-boyle-bir-sey",
    save="^write",
    save_refusal="%Error writing nvram:/startup-config",
    save_word="nvram",
    syslog=(
        "*Mar  1 00:12:34.567: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/7, changed state to up",
        "000123: Nov 21 2026 10:11:12.131 TRT: %SYS-5-CONFIG_I: Configured from console by admin, error invalid failed",
    ),
    port="GigabitEthernet1/0/1",
    far_port="GigabitEthernet1/0/1",
    setup_commands=2,
    has_enable=True,
)
CASES = (CISCO_IOS,)
