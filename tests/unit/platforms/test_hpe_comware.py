"""What is known of Comware's text: its secrets, its refusals, its log lines, the ends of its configs."""

from __future__ import annotations

import pytest

from altyapi.device.matching import matcher
from altyapi.platforms.masking import MASK, mask_shown, mask_typed
from altyapi.platforms.platform import load

COMWARE = load("hpe_comware")


@pytest.mark.parametrize("slug", ["hpe-comware", "comware", "hp-comware", "h3c-comware"])
def test_netbox_may_call_it_by_several_names(slug: str) -> None:
    assert load(slug) is COMWARE or load(slug).name == "hpe_comware"


@pytest.mark.parametrize(
    ("line", "secrets"),
    [
        (" password hash $h$6$Gizli1$Gizli2==", ["$h$6$Gizli1$Gizli2=="]),
        (" password simple Gizli-1", ["Gizli-1"]),
        (" set authentication password cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" set authentication password Gizli-1", ["Gizli-1"]),
        (" super password role network-admin hash $h$6$Gizli1$x", ["$h$6$Gizli1$x"]),
        (" super password level 3 cipher Gizli-1", ["Gizli-1"]),
        (" snmp-agent community read Gizli-1", ["Gizli-1"]),
        (" snmp-agent community write cipher $c$3$Gizli1 acl 2002", ["$c$3$Gizli1"]),
        (" snmp-agent community simple Gizli-1 user-role network-operator", ["Gizli-1"]),
        (
            " snmp-agent usm-user v3 izleme oku simple authentication-mode sha Gizli-1 privacy-mode aes128 Gizli-2 acl 2002",
            ["Gizli-1", "Gizli-2"],
        ),
        (
            " snmp-agent usm-user v3 izleme oku cipher authentication-mode sha256 $c$3$Gizli1 privacy-mode aes128 $c$3$Gizli2",
            ["$c$3$Gizli1", "$c$3$Gizli2"],
        ),
        (" snmp-agent usm-user v2c Gizli-1 oku", ["Gizli-1"]),
        (" snmp-agent target-host trap address udp-domain 10.0.0.7 params securityname Gizli-1 v2c", ["Gizli-1"]),
        (" snmp-agent target-host trap address udp-domain 10.0.0.7 params securityname Gizli-1", ["Gizli-1"]),
        (" key authentication cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" key accounting simple Gizli-1", ["Gizli-1"]),
        (" key authentication Gizli-1", ["Gizli-1"]),
        (" primary authentication 10.0.0.8 1812 key cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" client ip 10.0.0.9 key simple Gizli-1", ["Gizli-1"]),
        (" ntp-service authentication-keyid 10 authentication-mode md5 cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" ospf authentication-mode md5 1 cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" ospf authentication-mode simple plain Gizli-1", ["Gizli-1"]),
        (" vrrp vrid 1 authentication-mode md5 cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" vrrp vrid 1 authentication-mode simple Gizli-1", ["Gizli-1"]),
        (" rip authentication-mode md5 rfc2082 cipher $c$3$Gizli1 5", ["$c$3$Gizli1"]),
        (" area-authentication-mode md5 cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" peer 10.0.0.2 password cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" key 1 key-string plain Gizli-1", ["Gizli-1"]),
        (" pre-shared-key address 10.0.0.1 255.255.255.255 key cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" pre-shared-key simple Gizli-1", ["Gizli-1"]),
        (" preshared-key pass-phrase cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" mka psk ckn ABCD cak simple Gizli-1", ["Gizli-1"]),
        (" archive configuration server password cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" ppp chap password simple Gizli-1", ["Gizli-1"]),
        (" mac-authentication user-name-format fixed account x password cipher $c$3$Gizli1", ["$c$3$Gizli1"]),
        (" copy ftp://kul:Gizli-1@10.0.0.1/a.cfg", ["Gizli-1"]),
        (" snmp-agent target-host trap address udp-domain 10.0.0.7 params securityname izleme v3 privacy", []),
        (" snmp-agent group v3 oku privacy read-view V acl 2002", []),
        (" snmp-agent sys-info contact simple tanit", []),
        (" description simple ve cipher", []),
        (" password-control enable", []),
        (" stp mode pvst", []),
        (" ssh server authentication-retries 2", []),
        (" authentication-mode scheme", []),
    ],
)
def test_every_secret_of_a_line_is_masked_and_nothing_else(line: str, secrets: list[str]) -> None:
    shown = mask_shown(line, COMWARE)
    assert shown.count(MASK) == len(secrets)
    assert not [secret for secret in secrets if secret in shown or secret in mask_typed(line, COMWARE)]
    if not secrets:
        assert shown == line


@pytest.mark.parametrize(
    "answer",
    [
        "            ^\n % Unrecognized command found at '^' position.",
        "            ^\n % Incomplete command found at '^' position.",
        "            ^\n % Ambiguous command found at '^' position.",
        "            ^\n % Wrong parameter found at '^' position.",
        "            ^\n % Too many parameters found at '^' position.",
        "Permission denied.",
        "The VLAN does not exist.",
        "The interface Vlan-interface30 cannot be deleted.",
        "Error: The port is in an aggregation group.",
        "Failed to save the configuration.",
        "Can't delete the VLAN: it is used by a protocol.",
        "Invalid IP address.",
        "The operation is not supported on the specified port.",
        "The IP address conflicts with that of another interface.",
        "This ACL does not exist.",
        "Please first delete the member ports.\nThe command failed.",
    ],
)
def test_a_refused_line_is_known_by_its_answer(answer: str) -> None:
    assert COMWARE.error_re.search(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "New local user added.",
        "Please wait... Done.",
        "System View: return to User View with Ctrl+Z.",
        "Info: The setting takes effect at the next login.",
        "Please input banner content, and quit with the character '%'.",
        "%Nov 21 10:11:12:131 2026 sw1 IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/7 changed to down.",
        "%Nov 21 10:11:12:131 2026 sw1 SHELL/6/SHELL_CMD: -User=admin; Command is vlan 10",
        "Saved the current configuration to mainboard device successfully.",
        "Validating file. Please wait...",
        "The current terminal is enabled to display logs.",
    ],
)
def test_what_a_device_says_of_an_accepted_line_is_no_refusal(answer: str) -> None:
    assert not COMWARE.error_re.search(matcher("hpe_comware").without_unsolicited(answer))


@pytest.mark.parametrize(
    ("text", "prompt", "configuring"),
    [
        ("<sw1>", "<sw1>", False),
        ("x\n[sw1]", "[sw1]", True),
        ("x\n[obb-mrk-hb01-ers21-Ten-GigabitEthernet1/0/25]", "[obb-mrk-hb01-ers21-Ten-GigabitEthernet1/0/25]", True),
        ("x\n[sw1-luser-manage-acil]", "[sw1-luser-manage-acil]", True),
        ("x\nRBM_P<fw1>", "RBM_P<fw1>", False),
        ("x\n<sw1>\n%Nov 21 10:11:12:131 2026 sw1 SHELL/5/SHELL_LOGIN: admin logged in.\n", "<sw1>", False),
    ],
)
def test_prompts_of_every_view_are_found(text: str, prompt: str, configuring: bool) -> None:
    known = matcher("hpe_comware")
    assert known.may_end(text)
    found = known.find(text, known.name_in("<obb-mrk-hb01-ers21>") if "obb" in text else "")
    assert found is not None
    assert found["prompt"] == prompt
    assert bool(known.config.search(text)) is configuring


def test_a_question_is_no_prompt() -> None:
    known = matcher("hpe_comware")
    for question in ("Confirm?\n[Y/N]", "flash:/startup.cfg exists, overwrite? [Y/N]:", "(To leave it unchanged):"):
        assert known.find(question, "sw1") is None


def test_a_config_is_whole_when_it_ends_with_return() -> None:
    whole = "#\n version 7.1.070\n#\n" + "vlan 10\n#\n" * 6 + "return\n"
    assert COMWARE.complete(whole)
    assert not COMWARE.complete(whole.removesuffix("return\n"))
    assert not COMWARE.complete(whole.replace("return", " description return yok"))
    assert "local-engineid" not in COMWARE.normalise(whole + " snmp-agent local-engineid 800063A280\n")
