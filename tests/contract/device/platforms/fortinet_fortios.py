"""Fortinet FortiOS."""

from __future__ import annotations

from tests.contract.device.case import Case


def _fortios(*extra: str, ports: int = 48, lldp: bool = False) -> str:
    lines = [
        "config system global",
        '    set hostname "sw1"',
        *(["    set lldp-reception enable"] if lldp else []),
        "end",
        "config system interface",
    ]
    for port in range(1, ports + 1):
        lines += [
            f'    edit "port{port}"',
            '        set vdom "root"',
            *(
                ["        set ip 10.68.0.1 255.255.255.0", "        set allowaccess ping https ssh"]
                if port == 1
                else []
            ),
            "        set type physical",
            f'        set alias "kat {port}"',
            f"        set snmp-index {port}",
            "    next",
        ]
    lines += [
        "end",
        "config system admin",
        '    edit "admin"',
        '        set accprofile "super_admin"',
        '        set vdom "root"',
        "    next",
        "end",
        *extra,
        "config router static",
        "    edit 1",
        "        set gateway 10.68.0.254",
        '        set device "port1"',
        "    next",
        "end",
        "",
    ]
    return "\n".join(lines)


def _addresses(count: int) -> list[str]:
    inside = [
        text
        for number in range(count)
        for text in (
            f'    edit "ag-{number}"',
            f"        set uuid 00000000-0000-51ee-0000-{number:012d}",
            f"        set subnet 10.{number // 256}.{number % 256}.0 255.255.255.0",
            "    next",
        )
    ]
    return ["config firewall address", *inside, "end"]


FORTINET_FORTIOS = Case(
    platform="fortinet_fortios",
    config=_fortios(),
    config_without_revert=None,
    config_with_neighbours=_fortios(lldp=True),
    config_large=_fortios(*_addresses(1000)),
    strongest="transaction-and-cfg-revert",
    weaker="cfg-revert",
    lines=("config system global", 'set alias "yeni ad"', "end"),
    after='    set alias "yeni ad"',
    bad_line="set alyas yanlis",
    refusals=(
        "Command fail. Return code -61",
        "command parse error before 'yanlis'",
        "value parse error before 'yanlis'",
        "object set operator error, -56 discard the setting",
        "object check operator error, -9, discard the setting",
        "node_check_object fail! for ip 10.0.0.1",
        "entry not found in datasource",
        "unset oper error ret=-56",
        "Unknown action 0",
        "incomplete command in the end",
        "Attribute 'srcintf' MUST be set.",
        "Must set srcaddr or srcaddr6.",
        "invalid netmask.",
        "The entry is used by other 2 entries",
        "Can not config the object since either the object or the referenced objects are being configured",
        "Permission denied.",
        "please use 'end' to return to root shell",
    ),
    cutting_line=r"^set ip 10\.9\.9\.9",
    cutting=("config system interface", 'edit "port1"', "set ip 10.9.9.9 255.255.255.0", "next", "end"),
    rename=("config system global", 'set hostname "obb-mrk-ahb01-gvd01"', "end"),
    renamed='    set hostname "obb-mrk-ahb01-gvd01"',
    banner=(
        "config system replacemsg admin",
        'edit "pre_admin-disclaimer-text"',
        'set buffer "Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\n\nsw1 # kayıt altındadır\nend"',
        "next",
        "end",
    ),
    banner_line="Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ",
    many=(
        "config firewall address",
        *(
            text
            for number in range(1, 41)
            for text in (f'edit "ag-{number}"', f"set subnet 10.70.{number}.0 255.255.255.0", "next")
        ),
        "end",
    ),
    many_after="set subnet 10.70.40.0 255.255.255.0",
    unsaved=("config system global", "set admintimeout 17", "end"),
    unsaved_after="set admintimeout 17",
    show="get system status",
    unknown="show yok-boyle-bir-sey",
    save="^execute cfg save",
    save_refusal="Failed to save config: No space left on device",
    save_word="space",
    syslog=(
        "System will reboot if no input is received in the next 10 seconds...",
        "config transaction id=1 will expire in 30 seconds",
    ),
    port="port1",
    far_port="port24",
    serial="FGT60FTK12345678",
    setup_commands=0,
    saves_itself=True,
    abandons=("abort",),
)
CASES = (FORTINET_FORTIOS,)
