"""Junos over NETCONF; and one that is RFC compliant, whose messages come in chunks (RFC 6242)."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.device.case import Case


def _junos(ports: int) -> str:
    lines = ["set version 21.4R3-S5.4", "set system host-name sw1", "set system login user admin class super-user"]
    lines += ["set system services ssh", "set system services netconf ssh"]
    for port in range(ports):
        lines += [f"set interfaces ge-0/0/{port} description kat{port}"]
    lines += ["set interfaces irb unit 10 family inet address 10.0.0.2/24", "set protocols lldp interface all"]
    return "\n".join([*lines, "set vlans Veri vlan-id 10", ""])


_JUNOS = _junos(48)
_TERM = "set firewall family inet filter F term T{n}"
JUNIPER_JUNOS = Case(
    platform="juniper_junos",
    config=_JUNOS,
    config_without_revert=None,
    config_with_neighbours=_JUNOS,
    config_large=_JUNOS
    + "".join(
        f"{_TERM} from protocol tcp\n{_TERM} from destination-port 22\n{_TERM} then accept\n".replace("{n}", str(n))
        for n in range(1200)
    ),
    strongest="commit-confirmed",
    lines=(
        "set interfaces ge-0/0/1 description yeni",
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching interface-mode access",
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 10",
    ),
    after="set interfaces ge-0/0/1 description yeni",
    bad_line="set interfaces ge-0/0/1 yanlis",
    refusals=(
        "syntax error",
        "missing argument",
        "invalid value '4095'",
        "permission denied",
        "statement not found: yok",
    ),
    cutting_line=r"irb unit 10 family inet address 10\.9\.9\.9",
    cutting=(
        "set interfaces irb unit 10 family inet address 10.9.9.9/24",
        "delete interfaces irb unit 10 family inet address 10.0.0.2/24",
    ),
    rename=(
        "set system host-name obb-mrk-ahb01-ers001",
        "set interfaces ge-0/0/2 description sonra",
        "set vlans Sonra vlan-id 20",
    ),
    renamed="set interfaces ge-0/0/2 description sonra",
    banner='set system login message "Yetkisiz erişim yasaktır. Çıkınız: ğüşıöç İŞ\\n\\n# sw1> kayıt altındadır\\n  içeriden"',
    banner_line="\\n# sw1> kayıt altındadır\\n  içeriden",
    many=tuple(
        text
        for port in range(48)
        for text in (
            f"set interfaces ge-0/0/{port} description toplu{port}",
            f"set interfaces ge-0/0/{port} unit 0 family ethernet-switching vlan members 10",
            f"set interfaces ge-0/0/{port} mtu 9216",
        )
    ),
    many_after="set interfaces ge-0/0/47 description toplu47",
    unsaved="set system host-name unsaved",
    unsaved_after="set system host-name unsaved",
    show="show system uptime",
    unknown="show yok-boyle-bir-sey",
    save="^get-commit-(?:revision-)?information$",
    save_refusal="could not read the commit history: No space left on device",
    save_word="space",
    syslog=("Nov 22 04:16:58 sw1 mgd[2345]: UI_LOGIN_EVENT: User 'kul0001' login, class 'j-super-user'",),
    port="ge-0/0/1",
    far_port="ge-0/0/49",
    serial="NX3118250042",
    setup_commands=0,
    prompts=False,
    saves_itself=True,
    candidate=True,
    abandons=(r"rollback 0", r"unlock-configuration"),
    old_crypto=("group14-sha1",),
)
_CHUNKED = _JUNOS.replace(
    "set system services netconf ssh", "set system services netconf ssh\nset system services netconf rfc-compliant"
)
CASES = (
    JUNIPER_JUNOS,
    replace(
        JUNIPER_JUNOS,
        name="juniper_junos-rfc-compliant",
        config=_CHUNKED,
        config_with_neighbours=_CHUNKED,
        config_large=JUNIPER_JUNOS.config_large.replace(_JUNOS, _CHUNKED),
    ),
)
