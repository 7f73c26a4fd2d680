"""Global configuration, access lists, lines, AAA, banners: what each command does to what is shown."""

from __future__ import annotations

import re

import pytest

from lab.devices.ios import secrets
from tests.unit.lab.devices.ios_console import Console

ACL = "ip access-list extended YONETIM"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("ntp",), "% Incomplete command."),
        (("s",), '% Ambiguous command:  "s"'),
        (("bogus line",), "% Invalid input detected at '^' marker."),
        (("ip route 10.0.0.1 255.255.255.0 10.0.0.2",), "%Inconsistent address and mask"),
        (("aaa authentication login default local",), "% Invalid input detected at '^' marker."),
        (("no line vty 5 15",), "% Can't delete last 16 VTY lines"),
        (("ip access-list standard 150",), "% Invalid access list name."),
        ((ACL, "10 permit ip any any", "10 deny ip any any"), "% Duplicate sequence number"),
        ((ACL, "10 permit ip any any", "20 permit ip any any"), "% Duplicate permit statement ignored."),
        (
            ("username a password x", "username a secret y"),
            "ERROR: Can not have both a user password and a user secret.",
        ),
        (("snmp-server user u g v3 auth sha kisa priv aes 128 Parola456",), "Error: Password must be at least 8"),
    ],
)
def test_refuses_what_ios_refuses(lines: tuple[str, ...], text: str) -> None:
    assert Console().refusal(*lines).startswith(text)


def test_the_caret_points_at_the_word_that_is_wrong() -> None:
    console = Console()
    console.config.enter("interface gi1/0/1")
    assert console.config.enter("switchport mode bogus").caret == len("switchport mode ")
    assert console.config.enter("  no switchport bogus").caret == len("  no switchport ")


def test_global_commands_work_from_any_mode_and_modes_nest() -> None:
    console = Console()
    seen = []
    for line in ("int gi1/0/1", "router ospf 1", "archive", "log config", "exit", "exit", "ntp server 10.0.0.1"):
        assert console.config.enter(line).ok
        seen.append(console.config.mode)
    assert seen == [
        "config-if",
        "config-router",
        "config-archive",
        "config-archive-log-cfg",
        "config-archive",
        "config",
        "config",
    ]
    assert console.config.enter("end").left


def test_lines_that_stand_beside_each_other_accumulate_and_go_one_by_one() -> None:
    console = Console()(
        "ntp server 10.0.0.1", "ntp server 10.0.0.2 prefer", "ntp server 10.0.0.1 version 3", "logging host 10.0.0.3",
        "logging 10.0.0.4", "ip name-server 10.0.0.5 10.0.0.6",
    )  # fmt: skip
    assert console.starting("ntp server") == ["ntp server 10.0.0.1 version 3", "ntp server 10.0.0.2 prefer"]
    assert console.starting("logging host") == ["logging host 10.0.0.3", "logging host 10.0.0.4"]
    assert console.starting("ip name-server") == ["ip name-server 10.0.0.5", "ip name-server 10.0.0.6"]
    console("no ntp server 10.0.0.1", "no logging host 10.0.0.4", "no ip name-server 10.0.0.5")
    assert console.starting("ntp server") == ["ntp server 10.0.0.2 prefer"]
    assert console.starting("logging host") == ["logging host 10.0.0.3"]
    assert console.starting("ip name-server") == ["ip name-server 10.0.0.6"]


def test_switches_that_are_on_by_default_are_shown_when_off() -> None:
    console = Console()("no cdp run", "no ip domain lookup", "no ip http server", "logging trap debugging")
    for line in ("no cdp run", "no ip domain lookup", "no ip http server", "logging trap debugging"):
        assert console.has(line)
    console("cdp run", "ip domain lookup", "ip http server", "logging trap informational")
    assert not console.has("no cdp run")
    assert console.starting("ip domain") == []
    assert console.has("ip http server")
    assert console.starting("logging trap") == []


def test_extended_entries_get_numbers_and_ios_spelling() -> None:
    console = Console()(
        ACL, "permit tcp 10.64.0.0 0.0.0.255 any eq 22", "permit tcp host 10.0.0.1 any eq 23",
        "permit udp any 10.0.0.7 0.0.0.0 eq 161", "deny ip 0.0.0.0 255.255.255.255 any log", "15 remark ara",
        "permit ip 10.0.0.77 0.0.0.255 any",
    )  # fmt: skip
    assert console.block(ACL) == [
        "10 permit tcp 10.64.0.0 0.0.0.255 any eq 22",
        "15 remark ara",
        "20 permit tcp host 10.0.0.1 any eq telnet",
        "30 permit udp any host 10.0.0.7 eq snmp",
        "40 deny ip any any log",
        "50 permit ip 10.0.0.0 0.0.0.255 any",
    ]
    console(ACL, "no 15", "no deny ip any any log", "ip access-list resequence YONETIM 100 5")
    assert [line.split()[0] for line in console.block(ACL)] == ["100", "105", "110", "115"]


def test_the_head_of_a_list_stays_when_its_last_entry_goes() -> None:
    console = Console()(ACL, "permit ip any any", "no 10")
    assert console.has(ACL)
    assert not console(f"no {ACL}").has(ACL)


def test_removing_one_entry_of_a_numbered_list_removes_all_of_it() -> None:
    console = Console(version="15.2(7)E4")("access-list 10 permit 10.0.0.1", "access-list 10 permit 10.0.1.0 0.0.0.255")
    assert console.starting("access-list 10") == [
        "access-list 10 permit 10.0.0.1",
        "access-list 10 permit 10.0.1.0 0.0.0.255",
    ]
    assert console("no access-list 10 permit 10.0.0.1").starting("access-list 10") == []


def test_entry_numbers_are_shown_by_newer_releases_only() -> None:
    for version, shown in (("15.2(7)E4", "permit 10.0.0.1"), ("17.6.4", "10 permit 10.0.0.1")):
        console = Console(version=version)("ip access-list standard A", "permit host 10.0.0.1")
        assert console.block("ip access-list standard A") == [shown]


def test_vty_lines_are_kept_one_by_one_and_shown_in_runs() -> None:
    console = Console()("line vty 0 15", "transport input ssh", "exec-timeout 5")
    assert console.starting("line vty") == ["line vty 0 4", "line vty 5 15"]
    assert console.block("line vty 5 15") == ["exec-timeout 5 0", "transport input ssh"]
    console("line vty 2", "no exec-timeout", "line vty 3 4", "exec-timeout 10 0")
    assert console.starting("line vty") == ["line vty 0 1", "line vty 2", "line vty 3 4", "line vty 5 15"]
    assert console.block("line vty 2") == ["exec-timeout 0 0", "transport input ssh"]
    assert console.block("line vty 3 4") == ["transport input ssh"]


def test_aaa_takes_over_from_login_local_and_gives_way_again() -> None:
    console = Console()("line vty 0 4", "login local", "aaa new-model")
    assert console.block("line vty 0 4") == []
    assert console.has("aaa session-id common")
    assert "Invalid input" in console.refusal("line vty 0 4", "login local")
    console("aaa authentication login VTY local", "line vty 0 4", "login authentication VTY", "no aaa new-model")
    assert console.starting("aaa") == []
    assert console.has("no aaa new-model")
    assert console.block("line vty 0 4") == ["login"]


def test_attributes_of_a_user_add_up_in_one_line() -> None:
    console = Console()("username acil secret Parola1", "username acil privilege 15")
    shown = console.starting("username acil")
    assert re.fullmatch(r"username acil privilege 15 secret 9 \S+", shown[0])
    assert secrets.verify("Parola1", shown[0].split()[-1])
    console("username acil secret Parola2")
    assert secrets.verify("Parola2", console.starting("username acil")[0].split()[-1])
    console("no username acil")
    assert console.printed[-1].endswith("Do you want to continue? [confirm]")
    assert console.starting("username") == []


@pytest.mark.parametrize(
    ("command", "version", "kind"),
    [
        ("enable secret Parola", "15.2(7)E4", "5"),
        ("enable secret Parola", "17.6.4", "9"),
        ("enable algorithm-type sha256 secret Parola", "15.2(7)E4", "8"),
        ("enable algorithm-type scrypt secret 0 Parola", "15.2(7)E4", "9"),
    ],
)
def test_secrets_are_shown_as_hashes_of_the_type_asked_for(command: str, version: str, kind: str) -> None:
    words = Console(version=version)(command).starting("enable secret")[0].split()
    assert words[2] == kind
    assert secrets.verify("Parola", words[3])
    assert not secrets.verify("parola", words[3])


def test_password_encryption_hides_what_is_there_and_what_comes_and_never_shows_it_again() -> None:
    console = Console()("tacacs server TAC1", "address ipv4 10.0.0.8", "key gizli", "service password-encryption")
    shown = console.block("tacacs server TAC1")
    assert shown[0] == "address ipv4 10.0.0.8"
    assert secrets.decode7(shown[1].removeprefix("key 7 ")) == "gizli"
    console("no service password-encryption", "radius server R", "key acik")
    assert console.block("tacacs server TAC1") == shown
    assert console.block("radius server R") == ["key acik"]


def test_snmp_version_three_users_are_never_in_the_config() -> None:
    console = Console()(
        "snmp-server group ro v3 priv access 10",
        "snmp-server user izleme ro v3 auth sha Parola123 priv aes 128 Parola456",
    )
    assert "izleme" not in console.config.text()
    assert list(console.config.snmp_users) == ["izleme"]
    console("snmp-server host 10.0.0.7 version 3 priv izleme")
    assert console.starting("snmp-server host") == ["snmp-server host 10.0.0.7 version 3 priv izleme "]
    console("no snmp-server user izleme ro v3", "no snmp-server")
    assert console.config.snmp_users == {}
    assert console.starting("snmp-server") == []


def test_a_banner_is_read_up_to_its_mark_over_several_lines() -> None:
    console = Console()
    assert console.config.enter("banner login #Bu sistem").gathering
    assert console.config.enter("yalnız yetkililer içindir! no exit").gathering
    assert not console.config.enter("son#").gathering
    assert "banner login ^CBu sistem\nyalnız yetkililer içindir! no exit\nson^C\n" in console.config.text()
    again = Console(console.config.text())
    assert again.config.text() == console.config.text()
    assert "banner" not in again("no banner login").config.text()


def test_a_default_form_resets_and_a_partial_no_removes_a_family() -> None:
    console = Console()(
        "interface Vlan10", "ip helper-address 10.0.0.1", "ip helper-address 10.0.0.2", "default ip helper-address"
    )
    assert console.block("interface Vlan10") == ["no ip address"]
    console(
        "ip route 10.1.0.0 255.255.0.0 10.0.0.1",
        "ip route 10.1.0.0 255.255.0.0 10.0.0.2",
        "no ip route 10.1.0.0 255.255.0.0",
    )
    assert console.starting("ip route") == []


def test_lines_of_unmodelled_commands_survive_and_can_be_removed() -> None:
    text = "hostname r\n!\nfrobnicate deep\n level one\n  level two\n!\nend\n"
    console = Console(text, model="ISR4331/K9")
    assert "frobnicate deep\n level one\n  level two\n" in console.config.text()
    assert "frobnicate" not in console("no frobnicate deep").config.text()


def test_a_replaced_config_keeps_users_of_snmp_and_physical_ports() -> None:
    console = Console()("snmp-server user izleme ro v3 auth sha Parola123")
    console.config.replace("hostname yeni\nend\n")
    assert console.config.hostname() == "yeni"
    assert console.has("interface GigabitEthernet1/0/3")
    assert list(console.config.snmp_users) == ["izleme"]
