"""What FortiOS's commands print, worded as 6.4, 7.0, 7.2 and 7.4 print it (every name and number invented), and what is made of it."""

from __future__ import annotations

import pytest

from altyapi.device.contract import Facts, Neighbour
from altyapi.platforms import load
from altyapi.platforms.fortinet_fortios import show
from altyapi.platforms.masking import mask_shown, mask_typed
from altyapi.platforms.nesting import balanced

PLATFORM = load("fortinet_fortios")

STATUS_64 = """\
Version: FortiGate-VM64-KVM v6.4.5,build1828,210217 (GA)
Virus-DB: 1.00000(2018-04-09 18:07)
Serial-Number: FGVMEV0000000001
License Status: Valid
Log hard disk: Available
Hostname: obb-test-gvd01
Operation Mode: NAT
Virtual domains status: 1 in NAT mode, 0 in TP mode
Virtual domain configuration: disable
Current HA mode: standalone
"""
STATUS_70 = """\
Version: FortiGate-1101E v7.0.12,build0523,230606 (GA.M)
Serial-Number: FG10E1TB00000001
Hostname: fw-vdom
Virtual domain configuration: multiple
Current HA mode: a-p, primary
"""
STATUS_74 = """\
Version: FortiGate-60F v7.4.4,build2662,240514 (GA.F)
First GA patch build date: 230509
Security Level: 1
Firmware Signature: certified
Serial-Number: FGT60F0000000001
Hostname: obb-mrk-ot01-gvd01
Private Encryption: Disable
Virtual domain configuration: split-task
"""


@pytest.mark.parametrize(
    ("status", "facts", "vdoms"),
    [
        (STATUS_64, Facts(hostname="obb-test-gvd01", model="FortiGate-VM64-KVM", version="6.4.5", serial="FGVMEV0000000001"), False),
        (STATUS_70, Facts(hostname="fw-vdom", model="FortiGate-1101E", version="7.0.12", serial="FG10E1TB00000001"), True),
        (STATUS_74, Facts(hostname="obb-mrk-ot01-gvd01", model="FortiGate-60F", version="7.4.4", serial="FGT60F0000000001"), True),
    ],
)  # fmt: skip
def test_the_status_tells_facts_and_virtual_domains(status: str, facts: Facts, vdoms: bool) -> None:
    assert show.facts(status) == facts
    assert show.virtual_domains(status) is vdoms


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("#config-version=FGVMK6-6.4.5-FW-build1828-210217:opmode=0:vdom=0:user=admin\n", ((6, 4, 5), False)),
        ("#config-version=FG201F-7.4.11-FW-build2878-260126:opmode=0:vdom=1:user=kul1\n", ((7, 4, 11), True)),
        ("#config-version=FGT60F-7.2.5-FW-build1517-230606:opmode=1:user=x\nconfig vdom\n", ((7, 2, 5), True)),
        ("config system global\n", None),
    ],
)
def test_the_head_of_a_config_tells_release_and_virtual_domains(head: str, known: object) -> None:
    assert show.head(head) == known


PHYSICAL_70 = """\
== [onboard]
\t==[port1]
\t\tmode: static
\t\tip: 10.10.100.1 255.255.255.252
\t\tipv6: ::/0
\t\tstatus: up
\t\tspeed: 10000Mbps (Duplex: full)
\t\tFEC: none
\t\tFEC_cap: none
\t==[port2]
\t\tmode: static
\t\tip: 0.0.0.0 0.0.0.0
\t\tipv6: ::/0
\t\tstatus: down
\t\tspeed: n/a
"""
PHYSICAL_64 = """\
== [onboard]
        ==[ha]
                mode: static
                ip: 0.0.0.0 0.0.0.0
                status: down
                speed: n/a
        ==[internal1]
                mode: static
                ip: 192.0.2.1 255.255.255.0
                status: up
                speed: 1000Mbps (Duplex: full)
"""


@pytest.mark.parametrize(("text", "up"), [(PHYSICAL_70, {"port1"}), (PHYSICAL_64, {"internal1"}), ("", set())])
def test_ports_with_a_link_are_up(text: str, up: set[str]) -> None:
    assert show.up(text) == up


NEIGHBOURS = """\
1 port:                    9
1 port.txt:                wan1
1 mac:                     e0:23:ff:00:00:01
1 chassis.type.txt:        mac
1 port.id.type.txt:        interface name
1 port.id.data:            GigabitEthernet0/0/24
1 ttl:                     101
1 port.desc.data:          Guvenlik duvari
1 system.name.data:        obb-mrk-ahb01-omr01.orneksehir.example
1 system.desc.data:        S5735-L24P4X
Huawei Versatile Routing Platform Software
 port: 5 (in the far end's own words)
1 system.caps.available:   14
2 port:                    10
2 port.txt:                wan2
2 port.id.data:            1/1/54
2 ttl:                     120
"""


def test_neighbours_are_those_that_tell_a_name() -> None:
    assert show.neighbours(NEIGHBOURS) == (
        Neighbour(
            interface="wan1",
            name="obb-mrk-ahb01-omr01.orneksehir.example",
            ports=("GigabitEthernet0/0/24", "Guvenlik duvari"),
        ),
    )


def test_addresses_in_use_are_read_from_ifconfig() -> None:
    text = (
        "port1\tLink encap:Ethernet  HWaddr 00:09:0f:aa:bb:01\n\tinet addr:10.0.0.1  Bcast:10.0.0.255  Mask:255.255.255.0\n\n"
        "ssl.root\tLink encap:Unknown  \n\nroot\tLink encap:Ethernet  HWaddr 00:00:00:00:00:00\n"
    )
    assert show.macs(text) == {"port1": "00:09:0F:AA:BB:01"}


@pytest.mark.parametrize(
    ("answer", "mode"),
    [
        ("cfg-save            : automatic \n", "automatic"),
        ("cfg-save            : revert\ncfg-revert-timeout  : 600\n", "revert"),
        ('config system global\n    set cfg-save manual\n    set hostname "x"\nend\n', "manual"),
        ('config system global\n    set hostname "x"\nend\n', "automatic"),
    ],
)
def test_how_the_device_saves_is_told_by_get_and_by_a_config(answer: str, mode: str) -> None:
    assert show.saving(answer) == mode


WHOLE = """\
#config-version=FGT60F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin
#conf_file_ver=1234
config system global
    set hostname "a"
end
config system replacemsg admin
    edit "pre_admin-disclaimer-text"
        set buffer "satir
end
config uydurma \\" edit
son"
    next
end
config firewall policy
    edit 1
        set name "end"
        set uuid 3f2a4b5c-0000-51ee-1111-222233334444
    next
end
"""


def test_a_config_is_whole_when_all_that_it_opens_is_closed_whatever_its_texts_say() -> None:
    assert PLATFORM.complete(WHOLE)
    assert not PLATFORM.complete(WHOLE.removesuffix("    next\nend\n") + "end\n")
    assert not PLATFORM.complete(WHOLE[: WHOLE.index("config firewall")] + "config firewall policy\n    edit 1\nend\n")
    cut = [WHOLE[:size] for size in range(len(WHOLE) - 1) if WHOLE[:size].endswith("\nend\n")]
    assert [text for text in cut if PLATFORM.complete(text) and not text.endswith(("end\n",))] == []
    assert not balanced('set buffer "offen\n', {"config": "end"})


def test_what_the_device_counts_makes_and_encrypts_anew_does_not_count() -> None:
    other = (
        WHOLE.replace("conf_file_ver=1234", "conf_file_ver=1299")
        .replace("3f2a4b5c-0000", "00000000-1111")
        .replace(
            '    set hostname "a"\n', '    set cfg-save revert\n    set cfg-revert-timeout 300\n    set hostname "a"\n'
        )
    )
    assert PLATFORM.normalise(other) == PLATFORM.normalise(WHOLE)
    key = 'config user radius\n    edit "r"\n        set secret ENC {}\n    next\nend\n'
    assert PLATFORM.digest(WHOLE + key.format("AAAA==")) == PLATFORM.digest(WHOLE + key.format("BBBB=="))
    assert PLATFORM.digest(WHOLE + key.format("AAAA==")) != PLATFORM.digest(WHOLE)


@pytest.mark.parametrize(
    "line",
    [
        "        set password ENC SH2gizli==",
        "        set passwd gizli1",
        '        set psksecret "gizli iki"',
        "set auth-pwd gizli",
        "        set priv-pwd ENC gizli=",
        "        set secondary-secret ENC gizli",
        "        set key ENC gizli",
        "            set key gizli",
        "        set passphrase ENC gizli",
        "fw (acil) # set password gizli",
        "config system snmp community / edit 1 / set name gizli",
        '        set private-key "gizli',
    ],
)
def test_secrets_are_masked(line: str) -> None:
    assert "gizli" not in mask_shown(line, PLATFORM)
    assert "gizli" not in mask_typed(line, PLATFORM)


@pytest.mark.parametrize(
    "line",
    ["        set key-id 5", '        set name "kural"', "        set keylife 86400", "    set password-policy enable",
     "        set passwd-time 2026-01-01 00:00:00", '        set comment "psk yok"', "        set keyid 3"],
)  # fmt: skip
def test_what_only_sounds_like_a_secret_is_shown(line: str) -> None:
    assert mask_shown(line, PLATFORM) == line


@pytest.mark.parametrize(
    "answer",
    [
        "\ncommand parse error before 'bozuk'\nCommand fail. Return code -61",
        "\nvalue parse error before '99'\nCommand fail. Return code -651",
        "object set operator error, -4 discard the setting\nCommand fail. Return code -4 (reached the maximum number of entries",
        "node_check_object fail! for ip 10.0.0.1 255.255.255.0",
        "Subnets overlap between 'port2' and the primary IP of 'port1'\nobject set operator error, -54 discard the setting",
        "entry not found in datasource\n\nvalue parse error before 'x'\nCommand fail. Return code -3",
        "Unknown action 0",
        "Attribute 'opmode' value 'transparent' checking fail -7610",
        "The entry is used by other 3 entries",
        "Command fail. Return code 1",
        "ambiguous command before 'se'",
        "invalid netmask.",
    ],
)
def test_refusals_are_told_from_answers(answer: str) -> None:
    assert PLATFORM.error_re.search(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "", "new entry 'kamera' added", "config saved.", "no config to be saved.", "current vf=root:0",
        "Version: FortiGate-60F v7.2.8,build1639,240313 (GA.M)", "configs reloaded. system will reboot.",
        "This operation will clear all table!\nDo you want to continue? (y/n)y",
    ],
)  # fmt: skip
def test_answers_are_no_refusals(answer: str) -> None:
    assert not PLATFORM.error_re.search(answer)
