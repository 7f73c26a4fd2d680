"""Lines of the vendors' command references that show a secret or only sound so, and answers that refuse a line or only remark."""

from __future__ import annotations

import re

import pytest

from altyapi.platforms.masking import mask_shown
from altyapi.platforms.platform import load
from altyapi.secrets.shown import reveal, shielded, values

SECRET = {
    "huawei_vrp": [
        "md5-password cipher 10.1.1.1 Gizli-1",
        "md5-password plain all Gizli-1",
        " pin verify auto Gizli-1",
        " pin verify Gizli-1",
        " authentication-mode met-md5 1 plain Gizli-1",
        "capwap dtls psk Gizli-1",
        "pki import rsa-key-pair k pem f.pem password Gizli-1",
        " ldap-server authentication manager cn=a,dc=b Gizli-1 Gizli-1",
        " sa string-key inbound esp Gizli-1",
        " sa encryption-hex outbound esp simple Gizli-1",
        "snmp-agent local-user v3 u authentication-mode sha cipher Gizli-1 privacy-mode aes128 cipher Gizli-1",
    ],
    "hpe_comware": [
        " snmp-agent usm-user v3 u user-role network-operator cipher authentication-mode sha Gizli-1 privacy-mode aes128 Gizli-1",
        " primary authentication 10.1.1.1 1812 key Gizli-1",
        " vrrp vrid 1 authentication-mode md5 Gizli-1",
        " md5-password cipher 10.1.1.1 Gizli-1",
        " bfd authentication-mode simple 1 Gizli-1",
    ],
    "aruba_aoscx": ["snmpv3 user u auth sha auth-pass Gizli-1 priv des priv-pass Gizli-1"],
    "fortinet_fortios": [
        "        set secondary-key Gizli-1",
        '        set md5-key 1 "Gizli-1"',
        "        set auth-password-l1 Gizli-1",
        "        set enckey Gizli-1",
        "        set ddns-key Gizli-1",
        "        set passcode Gizli-1",
        '        set privatekey "Gizli-1"',
        '        set keytab "Gizli-1"',
        '        set secret-key "Gizli-1"',
    ],
}
PLAIN = {
    "huawei_vrp": [
        "ssh server cipher aes256_ctr aes128_ctr",
        "ssh client cipher aes256_ctr aes128_ctr",
        "undo ssh server cipher aes128_cbc",
        " description key room cipher test",
    ],
    "hpe_comware": [
        " ssh2 algorithm cipher aes256-ctr aes128-ctr",
        " description cipher abcd",
        "link-aggregation hash simple",
    ],
    "aruba_aoscx": ["    description key-string odasi", "ssh ciphers aes256-ctr"],
    "fortinet_fortios": ['        set fortitoken "FTKMOB0000"', "        set reuse-password enable"],
}
REFUSED = {
    "huawei_vrp": [
        "Error[12]: The VLAN is not there.",
        "Fail to add the interface to the Eth-Trunk.",
        "Info: Failed to set it.",
    ],
    "hpe_comware": [
        "VLAN 10 doesn't exist.",
        "Parameter error.",
        "Operation is not supported.",
        "Fail to create the VLAN.",
        "The password is too short.",
        "Reached the maximum number.",
        "Another user is configuring the device. Please try again later.",
        "The IP address you entered overlaps with another interface!",
        "Resources are not enough to complete the operation.",
    ],
    "aruba_aoscx": [
        "Interface 1/1/1 is part of a LAG.",
        "Duplicate IP address.",
        "Timed out waiting for response",
        "Password too short",
        "This command is only available on L2 interfaces",
        "Insufficient hardware resources",
    ],
    "fortinet_fortios": [
        "The object is currently being configured in another transaction",
        "Unable to start transaction",
        "Cannot delete a static entry",
        "The maximum number of entries has been reached.",
        "Subnets overlap between 'port1' and 'port2'",
    ],
}
REMARK = {
    "huawei_vrp": ["Info: This operation may take a few seconds. Please wait for a moment...done."],
    "hpe_comware": ["The first change takes effect after reboot.", "Please wait... Done."],
    "aruba_aoscx": [
        "Warning: Interfaces in this LAG must have same speed",
        "Warning: changes may cause traffic loss on ports that are not redundant.",
    ],
    "fortinet_fortios": ["Starting config transaction id=1", "no config to be saved."],
}
GREETING = [
    ("huawei_vrp", "The password needs to be changed. Change now? [Y/N]:", "N"),
    ("huawei_vrp", "The current password is not safe. Do you want to change it? [y/n]: ", "N"),
    ("huawei_vrp", "There are security risks in the configuration file. You are advised to save now? [Y/N]:", "N"),
    ("hpe_comware", "Press Y or ENTER to continue, N to exit.\n", "Y"),
    ("hpe_comware", "Your password is about to expire in 3 days. Do you want to change it now? [Y/N]:", "N"),
    ("aruba_aoscx", "Press any key to continue", ""),
    ("aruba_aoscx", "Your password will expire in 4 days. Change password now (y/n)? ", "n"),
    ("fortinet_fortios", "(Press 'a' to accept): ", "a"),
]


def _cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(platform, line) for platform, lines in table.items() for line in lines]


@pytest.mark.parametrize(("platform", "line"), _cases(SECRET))
def test_what_a_line_shows_of_a_secret_is_masked(platform: str, line: str) -> None:
    masked = mask_shown(line, load(platform))
    assert "Gizli" not in masked
    assert masked.split()[0] == line.split(maxsplit=1)[0]


@pytest.mark.parametrize(("platform", "line"), _cases(PLAIN))
def test_what_only_sounds_like_a_secret_is_shown(platform: str, line: str) -> None:
    assert mask_shown(line, load(platform)) == line


@pytest.mark.parametrize(("platform", "answer"), _cases(REFUSED))
def test_a_refusal_is_known(platform: str, answer: str) -> None:
    assert load(platform).error_re.search(answer)


@pytest.mark.parametrize(("platform", "answer"), _cases(REMARK))
def test_a_remark_is_no_refusal(platform: str, answer: str) -> None:
    assert not load(platform).error_re.search(answer)


@pytest.mark.parametrize(("platform", "question", "answer"), GREETING)
def test_what_is_asked_at_a_login_is_answered_without_changing_anything(
    platform: str, question: str, answer: str
) -> None:
    known = load(platform).dialogue.greetings
    assert [one.answer for one in known if re.search(rf"(?:{one.asks})\Z", question)] == [answer]


COMMUNITY = """config system snmp community
    edit 1
        set name "Gizli-1"
        config hosts
            edit 1
                set ip 10.0.0.5 255.255.255.255
            next
        end
    next
end
config system snmp sysinfo
    set name "acik"
end
"""
KEY = """config vpn certificate local
    edit "c"
        set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----
R2l6bGktMQ==
+R2l6bGktMg
-----END ENCRYPTED PRIVATE KEY-----"
        set certificate "-----BEGIN CERTIFICATE-----
QWNpaw==
-----END CERTIFICATE-----"
    next
end
"""


@pytest.mark.parametrize("mark", ["", " ", "+", "-"])
def test_a_community_is_a_secret_by_the_block_that_it_stands_in(mark: str) -> None:
    text = "".join(f"{mark}{line}\n" for line in COMMUNITY.splitlines())
    masked = mask_shown(text, load("fortinet_fortios"))
    assert masked == text.replace('"Gizli-1"', "<masked>")


def test_a_private_key_is_masked_to_its_end_and_a_certificate_is_not() -> None:
    masked = mask_shown(KEY, load("fortinet_fortios"))
    assert "R2l6" not in masked
    assert "QWNpaw==" in masked
    assert masked.count("\n") == KEY.count("\n")


@pytest.mark.parametrize("config", [COMMUNITY, KEY])
def test_commands_that_hold_such_secrets_are_found_again_in_the_config(config: str) -> None:
    platform = load("fortinet_fortios")
    commands = config.splitlines()
    told = shielded(commands, platform, "anahtar")
    assert not any("Gizli" in line or "R2l6" in line for line in told)
    known = values(config, platform, "anahtar")
    assert [reveal(line, known) for line in told] == commands


def test_a_reference_in_quotes_stays_a_reference() -> None:
    platform = load("fortinet_fortios")
    commands = ["config system snmp community", "    edit 1", '        set name "<<secret:snmp/ro>>"']
    assert list(shielded(commands, platform, "anahtar")) == commands
