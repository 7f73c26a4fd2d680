"""What AOS-CX switches of 10.06 to 10.15 print, and what is read of it."""

from __future__ import annotations

import pytest

from altyapi.device import Facts
from altyapi.device.contract import Member, Neighbour
from altyapi.platforms import load
from altyapi.platforms.aruba_aoscx import show
from altyapi.platforms.masking import mask_shown

SYSTEM_10_11 = """\
Hostname           : obb-mrk-hb01-ers01
System Description : FL.10.11.1021
System Contact     :
System Location    : Merkez

Vendor             : Aruba
Product Name       : JL665A 6300F 48G CL4 PoE 4SFP56 Swch
Chassis Serial Nbr : SG00KN0001
Base MAC Address   : 883a30-97d080
ArubaOS-CX Version : FL.10.11.1021

Time Zone          : UTC

Up Time            : 1 day, 23 hours, 32 minutes
"""
SYSTEM_10_15 = """\
Hostname               : obb-mrk-hb01-ers01
System Description     : PL.10.15.1030
System Contact         :

Vendor                 : HPE ANW
Product Name           : R8N86A 6000 48G 4SFP Swch
Chassis Serial Nbr     : SG00KN0002
AOS-CX Version         : PL.10.15.1030
"""


def test_facts_are_read_under_the_old_name_of_the_system_and_the_new() -> None:
    name = "obb-mrk-hb01-ers01"
    assert show.facts(SYSTEM_10_11) == Facts(
        hostname=name, model="JL665A 6300F 48G CL4 PoE 4SFP56 Swch", version="FL.10.11.1021", serial="SG00KN0001"
    )
    assert show.facts(SYSTEM_10_15) == Facts(
        hostname=name, model="R8N86A 6000 48G 4SFP Swch", version="PL.10.15.1030", serial="SG00KN0002"
    )
    assert show.facts("Invalid input: system") == Facts(hostname="", model="", version="", serial="")


VSF = """\
VSF Stack
\tMAC Address              : 88:3a:30:97:d0:40
\tSecondary                : 2
\tTopology                 : chain
Member ID                        : 2
\tMAC Address              : 88:3a:30:96:4d:c0
\tType                     : JL658A
\tModel                    : 6300M 24-port SFP+ and 4-port SFP56 Switch
\tStatus                   : Standby
\tSerial Number            : SG00KN0012
Member ID                        : 1
\tMAC Address              : 88:3a:30:97:d0:40
\tType                     : JL658A
\tModel                    : 6300M 24-port SFP+ and 4-port SFP56 Switch
\tStatus                   : Master
\tSerial Number            : SG00KN0011
"""


def test_members_of_a_stack_are_told_by_position_and_one_switch_is_no_stack() -> None:
    model = "JL658A 6300M 24-port SFP+ and 4-port SFP56 Switch"
    assert show.members(VSF) == (
        Member(position=1, model=model, serial="SG00KN0011"),
        Member(position=2, model=model, serial="SG00KN0012"),
    )
    assert show.members(VSF.partition("Member ID                        : 1")[0]) == ()
    assert show.members("Invalid input: vsf") == ()


BRIEF = """\
----------------------------------------------------------------------------------------------------
Port       Native  Mode   Type           Enabled Status  Reason                  Speed   Description
           VLAN                                                                  (Mb/s)
----------------------------------------------------------------------------------------------------
1/1/1      30      access 1GbT           yes     up                              1000    no up yes
1/1/2      1       access 1GbT           yes     down    Waiting for link        --      yes up
1/1/3      --      routed --             no      down    Administratively down   --      --
1/1/49     1       trunk  10G-DAC 3m     yes     up                              10000   --
lag1       1       trunk  --             yes     up      --                      auto    --
vlan10     --      --     --             yes     up      --                      --      --
"""


def test_ports_that_are_up_are_told_from_words_in_descriptions() -> None:
    assert show.up(BRIEF) == {"1/1/1", "1/1/49", "lag1", "vlan10"}


INTERFACES = """\
Interface 1/1/1 is up
 Admin state is up
 Description: Interface 1/1/9 is up
 Hardware: Ethernet, MAC Address: 88:3a:30:97:d0:8a
 MTU 1500
Aggregate lag1 is up
 Aggregated-interfaces : 1/1/49 1/1/50
 Hardware: Ethernet, MAC Address: 88:3a:30:97:d0:40
Interface vlan10 is up
 Hardware: Ethernet, MAC Address: 88:3a:30:97:d0:41
Interface loopback0 is up
 Hardware: Ethernet, MAC Address: 00:00:00:00:00:00
"""


def test_macs_go_with_the_interface_above_them() -> None:
    assert show.macs(INTERFACES) == {
        "1/1/1": "88:3A:30:97:D0:8A", "lag1": "88:3A:30:97:D0:40", "vlan10": "88:3A:30:97:D0:41",
    }  # fmt: skip


LLDP = """\
LLDP Neighbor Information
=========================
Total Neighbor Entries          : 3
--------------------------------------------------------------------------------
Port                           : 1/1/50
Neighbor Entries               : 1
Neighbor Chassis-Name          : obb-mrk-ahb01-omr01.orneksehir.example
Neighbor Chassis-Description   : Aruba JL635A GL.10.10
Neighbor Port-ID               : 1/1/12
Neighbor Port-Desc             : Alt baglanti
TTL                            : 120
--------------------------------------------------------------------------------
Port                           : 1/1/2
Neighbor System-Name           : tel-0042
Neighbor Port-ID               : 70:3a:0e:cd:41:fe
Neighbor Port-Desc             : 70:3a:0e:cd:41:fe
--------------------------------------------------------------------------------
Port                           : 1/1/3
Neighbor Chassis-Name          :
Neighbor Port-ID               : 00:11:22:33:44:55
"""


def test_neighbours_are_told_with_every_name_of_their_port() -> None:
    assert show.neighbours(LLDP) == (
        Neighbour(interface="1/1/2", name="tel-0042", ports=("70:3a:0e:cd:41:fe",)),
        Neighbour(
            interface="1/1/50", name="obb-mrk-ahb01-omr01.orneksehir.example", ports=("1/1/12", "Alt baglanti")
        ),
    )  # fmt: skip


CHECKPOINTS = """\
NAME                             TYPE        WRITER  DATE(YYYY/MM/DD)      IMAGE VERSION
CPC20260105073127                checkpoint  System  2026-01-05T07:31:27Z  FL.10.11.1021
gunluk-yedek                     latest      User    2026-01-06T23:11:02Z  FL.10.11.1021
"""


def test_checkpoints_are_told_with_who_wrote_them() -> None:
    first, second = show.checkpoints(CHECKPOINTS)
    assert (first.name, first.kind, first.writer) == ("CPC20260105073127", "checkpoint", "System")
    assert (second.name, second.writer) == ("gunluk-yedek", "User")
    assert second.written is not None
    assert first.written is not None
    assert second.written > first.written


def record(time: str, data: str, user: str = "ayse", result: str = "success") -> str:
    return (
        f"type=USYS_CONFIG msg=audit(Jan 05 2026  {time}.428:79) : msg='rec=ACCT_CMD op=stop timezone=UTC user={user} "
        f'priv-lvl=15 auth-method=LOCAL auth-type=LOCAL service=shell data="{data}" hostname=sw1 addr=192.0.2.7 '
        f"res={result}'\n----\n"
    )


LOGIN = (
    "type=USER_START msg=audit(Jan 05 2026  10:04:00.001:99) : msg='rec=ACCT_EXEC op=start user=altyapi res=success'\n"
)


@pytest.mark.parametrize(
    ("log", "whose"),
    [
        ("", None),
        (LOGIN, None),
        (record("10:00:00", "checkpoint auto 5") + LOGIN, "ayse"),
        (record("09:50:00", "checkpoint auto 5") + LOGIN, None),
        (record("10:00:00", "checkpoint auto 5") + record("10:01:00", "checkpoint auto confirm", "mehmet") + LOGIN, None),
        (record("10:01:00", "checkpoint auto confirm") + record("10:02:00", "checkpoint auto 5", "mehmet") + LOGIN, "mehmet"),
        (record("10:00:00", "checkpoint auto 5", result="failure") + LOGIN, None),
        (record("10:00:00", "description checkpoint auto 5") + LOGIN, None),
    ],
    ids=["no log", "no commands", "running", "over", "confirmed", "begun again", "refused", "only named"],
)  # fmt: skip
def test_the_accounting_log_tells_whose_auto_checkpoint_is_pending(log: str, whose: str | None) -> None:
    assert show.pending_auto(log) == whose


def test_a_count_of_lines_may_hold_the_heading_and_blank_lines_or_not() -> None:
    config = "Current configuration:\n!\n\nhostname a\n"
    assert show.plausible_counts(config) == {2, 3, 4}
    assert show.counted("412\n") == 412
    assert show.counted("Count: 412 lines") == 412
    assert show.counted("Invalid input: count") is None


SECRETS = """\
user admin group administrators password ciphertext AQBapSIR
snmpv3 user izleme auth sha auth-pass ciphertext AQBapSIR priv aes priv-pass ciphertext AQBapSIR
snmp-server community SIR
snmp-server host 10.0.0.1 trap version v2c community SIR
radius-server host 10.0.0.1 key ciphertext AQBapSIR
tacacs-server key plaintext SIR
tacacs-server host 10.0.0.2 auth-type pap key ciphertext AQBapSIR vrf mgmt
ntp authentication-key 1 sha1 ciphertext AQBapSIR trusted
radius dyn-authorization client 10.0.0.9 secret-key ciphertext AQBapSIR
    ip ospf authentication-key ciphertext AQBapSIR
    ip ospf message-digest-key 1 md5 ciphertext AQBapSIR
    neighbor 10.0.0.1 password ciphertext AQBapSIR
    key-string plaintext SIR
    mka pre-shared-key ckn 11 cak ciphertext AQBapSIR
"""


def test_every_kind_of_secret_is_masked_and_what_is_none_stays() -> None:
    masked = mask_shown(SECRETS, load("aruba_aoscx"))
    assert "SIR" not in masked
    for kept in (
        "user admin group administrators",
        "snmpv3 user izleme auth sha",
        "priv aes",
        "vrf mgmt",
        "trusted",
        "ckn 11",
    ):
        assert kept in masked
    plain = "aaa accounting all-mgmt default start-stop group tacacs\nip address 10.0.0.1/24\n"
    assert mask_shown(plain, load("aruba_aoscx")) == plain


@pytest.mark.parametrize(
    "answer",
    [
        "Invalid input: acces",
        "% Command incomplete.",
        "VLAN 99 does not exist.",
        "VLAN name KAMERA is already used for VLAN 50.",
        "Overlapping networks observed. The address is not allowed.",
        "Failed to apply the access list",
        "Interface 1/1/1 is not an L2 port.",
        "Unable to change the mode.",
    ],
)
def test_a_refusal_of_any_daemon_is_recognised(answer: str) -> None:
    assert load("aruba_aoscx").error_re.search(answer)


@pytest.mark.parametrize(
    "answer",
    ["", "Banner updated successfully!", "Enter a new banner. Terminate the banner with the delimiter you have chosen.",
     "Warning: All traffic on the port stops for a moment."],
)  # fmt: skip
def test_a_remark_is_no_refusal(answer: str) -> None:
    assert not load("aruba_aoscx").error_re.search(answer)
