"""Systems that are only read, by netmiko's device type alone: whole, without their secrets, without what changes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from netmiko import BaseConnection
from netmiko.ssh_dispatcher import CLASS_MAPPER

from altyapi.backup.configs import ConfigCut
from altyapi.device.errors import CommandRefused, UnknownHostKey
from altyapi.platforms import readonly
from altyapi.platforms.masking import mask_shown
from altyapi.platforms.platform import ROOT
from netbox_sync.model import Device
from tests.e2e.backup.ground import Ground
from tests.e2e.backup.terminals import Terminal, serving

HANDLER = "special_login_handler"
ROUTEROS = """# 2026-04-20 02:{minute}:11 by RouterOS 7.14.2
# software id = ABCD-1234
#
# model = CCR2004-1G-12S+2XS
/interface bridge add name=kopru vlan-filtering=yes
/interface wireless security-profiles set [ find default=yes ] wpa2-pre-shared-key="Kablosuz Gizli 1"
/ip address add address=10.68.16.1/24 interface=kopru
/snmp community set [ find default=yes ] name=Gizli-77
/ppp secret add name=sube password=Gizli-78 service=l2tp
/system identity set name=obb-mrk-it01-yon01
"""
DELL = """! Version 10.5.4.3
! Last configuration change at Apr 20 02:{minute}:41 2026
!
hostname obb-fkm-vms01
username yonetici password $6$rounds=656000$Gizli77Gizli77$abcdefghijklmnopqrstuvwxyz role sysadmin
snmp-server community Gizli-79 ro
interface vlan20
 description SUNUCU
 no shutdown
!
interface ethernet1/1/1
 switchport access vlan 20
"""
EXOS = """#
# Module devmgr configuration.
#
configure snmp sysName "obb-gol-km01-ers01"
configure timezone 180 noautodst
configure snmp add community readonly encrypted "Gizli-80"
create vlan "KULLANICI" tag 30
configure vlan KULLANICI add ports 1-20 untagged
#
# Module ospf configuration.
#
"""
DLINK = """#-------------------------------------------------------------------
#                    DGS-3120-24TC Gigabit Ethernet Switch
#                               Configuration
#
#                           Firmware: Build 4.00.015
#-------------------------------------------------------------------
command_start
config snmp community Gizli-81 view CommunityView
create vlan KAMERA tag 50
config vlan KAMERA add untagged 1-20
create snmp community Gizli-81 view CommunityView read_only
command_end
#-------------------------------------------------------------------
#             End of configuration file for DGS-3120-24TC
#-------------------------------------------------------------------
"""
RUIJIE = """Building configuration...
Current configuration : 1841 bytes
!
hostname obb-inc-dp01-ers01
!
enable secret 5 $1$yLhr$Gizli77Gizli77Gizli
snmp-server community 7 Gizli-82 ro
vlan 30
 name KULLANICI
!
interface GigabitEthernet 0/1
 switchport access vlan 30
!
end
"""
CASES = {
    "mikrotik_routeros": (
        Terminal("[admin@obb-mrk-it01-yon01] > ", {"/export show-sensitive terse": ROUTEROS}, "bad command name"), ROUTEROS, "mikrotik",
    ),
    "dell_os10": (Terminal("obb-fkm-vms01# ", {"show running-configuration": DELL, "terminal length 0": ""}), DELL, "dell-os10"),
    "extreme_exos": (
        # an asterisk stands before the name while something is not saved, the command's number behind it
        Terminal(
            "* obb-gol-km01-ers01.{} # ", {"show configuration": EXOS, "disable clipaging": "", "disable cli prompting": ""},
            counts=True,
        ),
        EXOS, "extreme-exos",
    ),
    "dlink_ds": (
        Terminal("DGS-3120:admin#", {"show config current_config": DLINK, "disable clipaging": "Success."}), DLINK, "d-link",
    ),
    "ruijie_os": (
        Terminal(
            "obb-inc-dp01-ers01>", {"show running-config": RUIJIE, "terminal width 256": "", "terminal length 0": ""},
            prompts={"enable": "obb-inc-dp01-ers01#"}, enable="Enable-1",
        ),
        RUIJIE, "ruijie",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_its_config_is_backed_up_masked_and_its_clock_is_no_change(kind: str, tmp_path: Path) -> None:
    terminal, config, slug = CASES[kind]
    ground = Ground(tmp_path)
    ground.secrets["CREDENTIALS_NETWORK_ENABLE"] = "Enable-1"
    for minute, expected in (("05", "new"), ("06", "unchanged")):
        shown = {line: said.replace("{minute}", minute) for line, said in terminal.answers.items()}
        with serving(terminal._replace(answers=shown)) as (port, key, users):
            ground.known_hosts.write_text(key)
            outcome = ground.run([ground.source("dev", "127.0.0.1", port, slug)], retries=0)["dev"]
            assert (outcome.state, str(outcome.error or "")) == (expected, "")
            assert users == ["admin+ct511w4098h" if kind == "mikrotik_routeros" else "admin"]
    text = ground.history.text(ground.history.version("dev"))
    assert "Gizli" not in text
    assert text.count("<masked>") == config.count("Gizli-") + config.count("Gizli7") // 2 + config.count(
        "Kablosuz Gizli"
    )
    last = [line for line in config.splitlines() if line and not line.startswith("#")][-1]
    assert text.splitlines()[-1] == last or kind in {"dlink_ds", "extreme_exos"}


def test_a_command_that_it_does_not_know_is_no_config(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    with serving(CASES["dell_os10"][0]._replace(answers={})) as (port, key, _):
        ground.known_hosts.write_text(key)
        outcome = ground.run([ground.source("dev", "127.0.0.1", port, "dell-os10")], retries=0)["dev"]
    assert isinstance(outcome.error, CommandRefused)
    assert not ground.history.git.head()


def test_a_release_that_does_not_know_the_first_command_is_asked_the_next(tmp_path: Path) -> None:
    terminal, config, slug = CASES["mikrotik_routeros"]
    older = terminal._replace(answers={"/export terse": config}, unknown="expected end of command (line 1 column 9)")
    ground = Ground(tmp_path)
    with serving(older) as (port, key, _):
        ground.known_hosts.write_text(key)
        outcome = ground.run([ground.source("dev", "127.0.0.1", port, slug)], retries=0)["dev"]
    assert (outcome.state, str(outcome.error or "")) == ("new", "")


def test_an_export_that_was_cut_off_replaces_nothing_though_a_prompt_stands_behind_it(tmp_path: Path) -> None:
    terminal, config, slug = CASES["mikrotik_routeros"]
    ground = Ground(tmp_path)
    command = "/export show-sensitive terse"
    lost = "/system identity"
    edited = config.replace("vlan-filtering=yes", "vlan-filtering=no")
    for shown, accept, expected in (
        (config, False, "new"),
        (config.partition(lost)[0], False, "failed"),
        (config.partition("service=l2tp")[0], False, "failed"),
        (edited.partition(lost)[0], False, "changed"),
        (edited, False, "changed"),
        (edited.partition(lost)[0], True, "changed"),
    ):
        with serving(terminal._replace(answers={command: shown})) as (port, key, _):
            ground.known_hosts.write_text(key)
            source = ground.source("dev", "127.0.0.1", port, slug)
            outcome = ground.run([source], retries=0, accept_smaller=accept)["dev"]
        assert outcome.state == expected
        assert isinstance(outcome.error, ConfigCut) is (expected == "failed")
    assert len(ground.history.versions("dev")) == 4


def test_what_a_device_asks_behind_the_login_is_answered(tmp_path: Path) -> None:
    """A wireless controller asks for name and password once more, as its maker's guide shows it."""
    config = (
        "config location expiry tags 5\nconfig interface create kablosuz 80\nconfig snmp community delete public\n" * 3
    )
    asks = Terminal(
        "(Cisco Controller) >", {"config paging disable": "", "show run-config commands": config},
        unknown="Incorrect usage.  Use the '?' or <TAB> key to list commands.", asks=("User: ", "Password:"),
    )  # fmt: skip
    ground = Ground(tmp_path)
    with serving(asks) as (port, key, _):
        ground.known_hosts.write_text(key)
        outcome = ground.run([ground.source("dev", "127.0.0.1", port, "aireos")], retries=0)["dev"]
    assert (outcome.state, str(outcome.error or "")) == ("new", "")


def test_a_host_key_that_is_not_on_record_gets_no_password(tmp_path: Path) -> None:
    ground = Ground(tmp_path)
    with serving(CASES["dell_os10"][0]) as (port, _, users):
        outcome = ground.run([ground.source("dev", "127.0.0.1", port, "dell-os10")], retries=0)["dev"]
    assert isinstance(outcome.error, UnknownHostKey)
    assert users == []


def test_every_entry_names_a_type_that_netmiko_has() -> None:
    data = yaml.safe_load((ROOT / readonly.FILE).read_text("utf-8"))
    assert set(data["systems"]) <= set(CLASS_MAPPER)
    for name in data["systems"]:
        system = readonly.load(name)
        assert not system.complete("")
        assert not system.complete("% Invalid input detected at '^' marker.")
        # what asks at login in netmiko's class is answered: the class has a handler of its own
        own = getattr(CLASS_MAPPER[name], HANDLER) is not getattr(BaseConnection, HANDLER)
        assert system.greets == own, name


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ('#error exporting "/ip/firewall/filter" (timeout)', False),
        ("#interrupted", False),
        ('#error exporting "/system/routerboard/mode-button"', True),  # a model that has no such button
        ('/ip address set 0 comment="#interrupted"', True),
    ],
)
def test_an_export_of_routeros_that_left_a_menu_out_is_not_whole(line: str, whole: bool) -> None:
    assert readonly.load("mikrotik_routeros").complete(f"{ROUTEROS}{line}\n/tool romon set enabled=no\n") is whole


def test_a_type_that_the_data_does_not_name_is_read_by_the_defaults() -> None:
    device = Device(
        id=1, name="x", status="active", site="s", role="r", device_type="t", manufacturer="m",
        config_context={"connection": {"options": {"netmiko_type": "raisecom_roap"}}},
    )  # fmt: skip
    system = readonly.of(device)
    assert system is not None
    assert (system.netmiko_type, system.show) == ("raisecom_roap", ("show running-config",))
    assert readonly.find("cisco-ios") is None


@pytest.mark.parametrize(
    "line",
    [
        "/snmp community set [ find default=yes ] addresses=10.64.0.0/24 name=Gizli-1",
        '/snmp community add addresses=::/0 encryption-password="Gizli b" name="Gizli y"',
        "/snmp set enabled=yes trap-community=Gizli-1",
        '/ip ipsec identity add peer=p secret="Gizli\\"b Gizli"',
        '/interface wifi security add authentication-types=wpa2-psk passphrase="Gizli b Gizli"',
        '/interface wireguard add listen-port=13231 private-key="Gizli="',
        "/routing bgp connection add as=64512 tcp-md5-key=Gizli-1",
        "/routing ospf interface-template add auth=md5 auth-id=1 auth-key=Gizli-1",
        "/tool romon set enabled=yes secrets=Gizli-1",
        '/system script add name=a source="/tool fetch url=\\"https://u:Gizli-1@h/x\\""',
    ],
)
def test_a_secret_of_routeros_is_masked_in_whatever_order_and_quotes_it_stands(line: str) -> None:
    """An export prints properties by the alphabet, and escapes quotes within quotes."""
    shown = mask_shown(line, readonly.load("mikrotik_routeros"))
    assert "Gizli" not in shown
    assert shown.startswith(" ".join(line.split()[:3]))


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("ruijie_os", "radius-server host 10.0.0.1 key 7 Gizli1"),
        ("ruijie_os", "tacacs-server key 7 Gizli1"),
        ("ruijie_os", " key-string 7 Gizli1"),
        ("ruijie_os", "snmp-server host 10.0.0.1 traps version 2c 7 Gizli1"),
        ("ruijie_os", " ip ospf message-digest-key 1 md5 7 Gizli1"),
        ("ruijie_os", "security rsn akm psk set-key ascii Gizli1"),
        ("dell_os10", "radius-server host 10.0.0.1 key 9 Gizli1"),
        ("dell_os10", "ntp authentication-key 1 md5 9 Gizli1"),
        ("dell_os6", 'snmp-server host 10.0.0.1 traps version 2 "Gizli1"'),
        ("cisco_nxos", 'radius-server host 10.0.0.1 key 7 "Gizli1" authentication accounting'),
        ("cisco_nxos", "snmp-server user a network-admin auth md5 0xGizli1 priv 0xGizli2 localizedkey"),
        ("cisco_nxos", "    authentication md5 key-string 7 Gizli1"),
        ("extreme_exos", 'configure account admin encrypted "$5$Gizli1$Gizli2"'),
        ("extreme_exos", 'create account user ali encrypted "Gizli1"'),
        ("extreme_exos", 'configure snmpv3 add community "Gizli1" name "Gizli1" user v1v2c_ro'),
        ("extreme_exos", 'configure ospf vlan x authentication encrypted md5 1 "Gizli1"'),
        (
            "extreme_exos",
            "configure snmpv3 add user a authentication md5 auth-encrypted localized-key Gizli1 privacy des",
        ),
        ("extreme_vsp", "snmp-server user u group g sha Gizli1 aes Gizli2"),
        ("dlink_ds", "config account ali encrypt sha_1 *@&Gizli1"),
        ("dlink_ds", "create snmp host 10.0.0.1 v2c Gizli1"),
        ("cisco_wlc", "config mgmtuser add encrypt ali 1 Gizli1 16 Gizli2 16 Gizli3 read-write"),
        ("cisco_wlc", "config radius auth add encrypt 1 10.0.0.1 1812 password 1 Gizli1 Gizli2 16 Gizli3"),
        ("cisco_wlc", "config snmp community create Gizli1"),
        ("ruckus_fastiron", "tacacs-server key 2 $Gizli1"),
        ("ruckus_fastiron", "snmp-server user u g v3 encrypted auth md5 Gizli1 priv encrypted aes Gizli2"),
        (
            "tplink_jetstream",
            'snmp-server user "u" local smode authPriv cmode MD5 cpwd "Gizli1" emode DES epwd "Gizli2"',
        ),
        ("checkpoint_gaia", "add snmp user u auth-pass-phrase-hashed Gizli1 privacy-pass-phrase-hashed Gizli2"),
        ("aruba_os", "mgmt-user admin root Gizli1"),
        ("cisco_s300", "encrypted snmp-server user u g v3 auth md5 Gizli1= priv Gizli2="),
        ("mikrotik_routeros", "/interface wireless security-profiles add static-key-0=Gizli1 static-key-1=Gizli2"),
    ],
)
def test_a_secret_is_masked_behind_whatever_says_how_it_is_written(kind: str, line: str) -> None:
    assert "Gizli" not in mask_shown(line, readonly.load(kind))


@pytest.mark.parametrize(
    "line",
    [
        " key 7",
        "snmp-server group okuyan v3 priv read tumu",
        "snmp-server host 10.0.0.1 version 3 auth izleme",
        "aaa authentication login default group tacacs+ local",
        "crypto key generate rsa",
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert mask_shown(line, readonly.load("ruijie_os")) == line
