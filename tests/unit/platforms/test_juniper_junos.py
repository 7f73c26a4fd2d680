"""Junos: what it says of itself in several releases, its secrets, its words, its log, its whole configs."""

from __future__ import annotations

import pytest
from lxml import etree  # type: ignore[import-untyped]

from altyapi.device.contract import Facts, Member, Neighbour
from altyapi.platforms import load
from altyapi.platforms.changes import changes_of
from altyapi.platforms.juniper_junos import show
from altyapi.platforms.masking import MASK, mask_shown
from altyapi.remediation import parse, remediate, same_config

JUNOS = load("juniper_junos")
NOW = 1763791200


def history(comment: str, *, log: str = "", seconds: str = f'junos:seconds="{NOW}"') -> etree._Element:
    entry = (
        f"<commit-history><sequence-number>0</sequence-number><user>kul0001</user><client>cli</client>"
        f'<date-time xmlns:junos="http://xml.juniper.net/junos/21.4R3/junos" {seconds}>2026-11-22 09:00:00 +03</date-time>'
        f"{f'<comment>{comment}</comment>' if comment else ''}{f'<log>{log}</log>' if log else ''}</commit-history>"
    )
    older = "<commit-history><sequence-number>1</sequence-number><comment>commit confirmed, rollback in 9mins</comment></commit-history>"
    return etree.fromstring(f"<commit-information>{entry}{older}</commit-information>")


def test_a_newest_commit_on_trial_is_pending_and_an_older_one_is_not() -> None:
    found = show.pending(history("commit confirmed, rollback in 10mins"))
    assert found == show.Pending(user="kul0001", committed=NOW, minutes=10)
    assert show.pending(history("", log="commit confirmed, rollback in 10mins")) == found
    revision = etree.fromstring(
        "<commit-revision-information><revision>re0-1</revision><user>kul0001</user>"
        "<comment>commit confirmed, rollback in 5mins</comment></commit-revision-information>"
    )
    assert show.pending(revision) == show.Pending(user="kul0001", committed=0, minutes=5)
    assert show.pending(history("gece bakimi")) is None
    assert show.pending(True) is None


def test_a_trial_whose_time_is_long_past_waits_for_nobody() -> None:
    found = show.pending(history("commit confirmed, rollback in 10mins"))
    assert found is not None
    assert not found.over(NOW + 600)
    assert found.over(NOW + 600 + show.GRACE_S + 1)
    unknown = show.pending(history("commit confirmed, rollback in 10mins", seconds=""))
    assert unknown is not None
    assert not unknown.over(NOW + 10**6), "a clock that is not told proves nothing"


def test_facts_are_the_first_routing_engines() -> None:
    one = (
        "<system-information><hardware-model>ex3400-48t</hardware-model><os-name>junos</os-name>"
        "<os-version>21.4R3-S5.4</os-version><serial-number>NX0218040011</serial-number><host-name>sw1</host-name>"
        "</system-information>"
    )
    wanted = Facts(hostname="sw1", model="ex3400-48t", version="21.4R3-S5.4", serial="NX0218040011")
    assert show.facts(etree.fromstring(one)) == wanted
    several = f"<multi-routing-engine-results><multi-routing-engine-item><re-name>fpc0</re-name>{one}</multi-routing-engine-item>"
    other = one.replace("NX0218040011", "NX0218040099")
    several += f"<multi-routing-engine-item>{other}</multi-routing-engine-item></multi-routing-engine-results>"
    assert show.facts(etree.fromstring(several)) == wanted


def test_a_virtual_chassis_has_members_and_a_single_switch_has_none() -> None:
    def rows(*serials: str) -> etree._Element:
        listed = "".join(
            f"<member><member-status>Prsnt</member-status><member-id>{number}</member-id>"
            f"<member-serial-number>{serial}</member-serial-number><member-model>ex3400-48t</member-model></member>"
            for number, serial in enumerate(serials)
        )
        gone = "<member><member-status>NotPrsnt</member-status><member-id>7</member-id></member>"
        return etree.fromstring(
            f"<virtual-chassis-information><member-list>{listed}{gone}</member-list></virtual-chassis-information>"
        )

    assert show.members(rows("NX1", "NX2")) == (
        Member(position=0, model="ex3400-48t", serial="NX1"),
        Member(position=1, model="ex3400-48t", serial="NX2"),
    )
    assert show.members(rows("NX1")) == ()


def test_neighbours_are_told_by_old_and_new_names_of_the_local_port() -> None:
    rows = etree.fromstring(
        "<lldp-neighbors-information>"
        "<lldp-neighbor-information><lldp-local-interface>ge-0/0/2.0</lldp-local-interface>"
        "<lldp-remote-port-description>ge-0/0/9</lldp-remote-port-description>"
        "<lldp-remote-system-name>b.orneksehir.example</lldp-remote-system-name></lldp-neighbor-information>"
        "<lldp-neighbor-information><lldp-local-port-id>\nge-0/0/1\n</lldp-local-port-id>"
        "<lldp-remote-port-id>Gi1/0/1</lldp-remote-port-id><lldp-remote-system-name>a</lldp-remote-system-name>"
        "</lldp-neighbor-information>"
        "<lldp-neighbor-information><lldp-local-port-id>ge-0/0/3</lldp-local-port-id></lldp-neighbor-information>"
        "</lldp-neighbors-information>"
    )
    assert show.neighbours(rows) == (
        Neighbour(interface="ge-0/0/1", name="a", ports=("Gi1/0/1",)),
        Neighbour(interface="ge-0/0/2", name="b.orneksehir.example", ports=("ge-0/0/9",)),
    )


def test_ports_that_the_system_makes_for_itself_are_no_ports() -> None:
    rows = etree.fromstring(
        "<interface-information>"
        "<physical-interface><name>\nge-0/0/1\n</name><oper-status>\nup\n</oper-status>"
        "<current-physical-address>2c:6b:f5:00:00:01</current-physical-address>"
        "<logical-interface><name>ge-0/0/1.0</name></logical-interface></physical-interface>"
        "<physical-interface><name>bme0</name><oper-status>up</oper-status></physical-interface>"
        "<physical-interface><name>ae0</name><oper-status>down</oper-status></physical-interface>"
        "</interface-information>"
    )
    assert show.up(rows) == ("ge-0/0/1",)
    assert show.macs(rows) == {"ge-0/0/1": "2C:6B:F5:00:00:01"}


@pytest.mark.parametrize(
    "line",
    [
        'set system root-authentication encrypted-password "Gizli-1"',
        'set system login user a authentication plain-text-password-value "Gizli-1"',
        "set system tacplus-server 10.64.0.8 secret Gizli-1",
        'set access radius-server 10.64.0.9 secret "Gizli-1"',
        'set snmp v3 usm local-engine user a authentication-sha authentication-password "Gizli-1"',
        'set snmp v3 usm local-engine user a privacy-aes128 privacy-key "Gizli-1"',
        "set snmp community Gizli-1 authorization read-only",
        "set snmp v3 snmp-community x community-name Gizli-1",
        'set security ike policy P pre-shared-key ascii-text "Gizli-1"',
        "set protocols ospf area 0.0.0.0 interface irb.10 authentication md5 1 key Gizli-1",
        'set protocols bgp group G authentication-key "Gizli-1"',
        'set system ntp authentication-key 1 type md5 value "Gizli-1"',
        'set security authentication-key-chains key-chain K key 0 secret "Gizli-1"',
        'set system archival configuration archive-sites "ftp://u@h" password "Gizli-1"',
        'set system archival configuration archive-sites "ftp://u:Gizli-1@h/"',
        "set access profile P client C chap-secret Gizli-1",
        'set security certificates local ssl "-----BEGIN RSA PRIVATE KEY-----\\nGizli-1"',
    ],
)
def test_no_secret_is_shown(line: str) -> None:
    shown = mask_shown(line, JUNOS)
    assert "Gizli-1" not in shown
    assert MASK in shown
    assert mask_shown(f"+{line}", JUNOS).startswith("+set")


@pytest.mark.parametrize("shown", ["$9$abCDef.12", "$6$tuz$hash", "$1$tuz$hash", "$8$aes256-gcm$x"])
def test_what_is_shown_encrypted_is_masked_wherever_it_stands(shown: str) -> None:
    assert shown not in mask_shown(f'set some new statement "{shown}"', JUNOS)


@pytest.mark.parametrize(
    "line",
    [
        'set interfaces ge-0/0/1 description "password odasi anahtar"',
        "set system services ssh root-login deny",
        "set system authentication-order password",
        "set system login password format sha512",
        "set policy-options community MUSTERI members 65000:1",
    ],
)
def test_what_only_sounds_secret_stays(line: str) -> None:
    assert mask_shown(line, JUNOS) == line


@pytest.mark.parametrize(
    ("vendor", "inner"),
    [
        ("set vlans A vlan-id 10", "vlans A vlan-id 10"),
        ("delete vlans A", "no vlans A"),
        ("deactivate interfaces ge-0/0/1", "deactivate interfaces ge-0/0/1"),
        ("activate interfaces ge-0/0/1", "no deactivate interfaces ge-0/0/1"),
        (
            "insert firewall family inet filter F term A before term B",
            "insert firewall family inet filter F term A before term B",
        ),
    ],
)
def test_the_verbs_are_put_in_and_taken_off(vendor: str, inner: str) -> None:
    assert JUNOS.language.inner(vendor) == inner
    assert JUNOS.language.outer(inner) == vendor


def test_a_line_stands_in_the_blocks_that_its_path_names() -> None:
    tree = parse(
        "set interfaces ge-0/0/1 unit 0 family inet address 10.0.0.1/24\nset interfaces ge-0/0/1 disable\n", JUNOS
    )
    [port] = tree.lines
    assert port.text == "interfaces ge-0/0/1"
    assert list(port.paths())[-2:] == [
        "interfaces ge-0/0/1 unit 0 family inet address 10.0.0.1/24",
        "interfaces ge-0/0/1 disable",
    ]


def test_what_an_administrator_switched_off_by_hand_is_kept_as_it_is() -> None:
    running = "set system host-name a\nset protocols igmp-snooping vlan all\ndeactivate protocols igmp-snooping\n"
    found = remediate(running, "set system host-name b\n", JUNOS)
    assert found.commands == ("set system host-name b",)
    assert "deactivate protocols igmp-snooping" in found.predicted
    assert "deactivate protocols igmp-snooping" in found.unmanaged
    assert same_config(found.restored, running, JUNOS)


@pytest.mark.parametrize(
    ("line", "user"),
    [
        (
            "Nov 22 10:01:02 sw1 mgd[2345]: UI_COMMIT: User 'kul0001' requested 'commit' operation (comment: none)",
            "kul0001",
        ),
        ('Nov 22 10:01:02 sw1 mgd[23]: UI_CFG_AUDIT_SET: User \'ayse.k\' set: [system host-name] "a" -> "b"', "ayse.k"),
    ],
)
def test_the_log_tells_who_changed_something(line: str, user: str) -> None:
    found = [match["user"] for pattern in changes_of("juniper_junos").logs if (match := pattern.regex.search(line))]
    assert found == [user]


def test_kinds_of_change_name_their_ports() -> None:
    changes = changes_of("juniper_junos")
    commands = [
        "set vlans KAMERA vlan-id 50",
        "set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 50",
        "delete interfaces ge-0/0/2 disable",
        "set system ntp server 10.64.0.5",
    ]
    assert changes.of(commands) == ("vlan", "port-vlan", "port-state", "time")
    assert changes.ports(commands, ("port-vlan", "port-state")) == ("ge-0/0/1", "ge-0/0/2")
    assert JUNOS.down_after(["set interfaces ge-0/0/3 disable", "delete interfaces ge-0/0/4"]) == (
        "ge-0/0/3",
        "ge-0/0/4",
    )


def test_a_config_without_the_drivers_last_line_is_cut() -> None:
    text = "set version 21.4R3\nset system host-name a\nset vlans A vlan-id 10\n"
    assert not JUNOS.complete(text)
    assert JUNOS.complete(f"{text}## End of configuration\n")
    assert JUNOS.normalise(f"## Last commit: x\n{text}## End of configuration\n") == text.partition("\n")[2]
