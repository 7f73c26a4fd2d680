"""No secret in anything that people get to see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.platforms import load
from altyapi.platforms.masking import secret_spans
from altyapi.secrets import MASK, SecretStore, mask, visible

IOS = load("cisco_ios")

# each line with its secrets in guillemets
SECRET_LINES = """
enable secret 9 «$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6»
enable secret level 5 5 «$1$28772684$iEwNOgGugqO9.bIz5sk8k/»
enable password 7 «05080F1C2243»
enable password «acik»
enable algorithm-type scrypt secret «acik»
username acil privilege 15 secret 9 «$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6»
username acil privilege 15 algorithm-type scrypt secret «Parola-1»
username acil password 7 «05080F1C2243»
username acil password 0 «iki kelimeli parola»
username acil privilege 15 common-criteria-policy UZUN secret 8 «$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f»
no username acil privilege 15 secret 5 «$1$28772684$iEwNOgGugqO9.bIz5sk8k/»
 password 7 «05080F1C2243»
 password «acik parola»
tacacs-server key 7 «05080F1C2243»
tacacs-server host 10.0.0.1 port 49 timeout 5 key «Anahtar-1»
radius-server host 10.0.0.1 auth-port 1812 acct-port 1813 key 7 «05080F1C2243»
 key 7 «05080F1C2243»
 key «Anahtar-1»
 key 6 «UXJdRhKMYEXXWb[JRBOQKCKhFIFJdYAAB»
 pac key 7 «05080F1C2243»
 client 10.0.0.5 server-key 7 «05080F1C2243»
 server-private 10.0.0.1 auth-port 1812 acct-port 1813 key 7 «05080F1C2243»
snmp-server community «gizli-topluluk» RO 10
snmp-server community «gizli-topluluk» view HEPSI RW
snmp-server host 10.0.0.7 version 2c «gizli-topluluk»
snmp-server host 10.0.0.7 vrf Mgmt-vrf informs version 2c «gizli-topluluk» config
snmp-server host 10.0.0.7 traps «gizli-topluluk»
snmp-server host 10.0.0.7 «gizli-topluluk»
snmp-server user izleme altyapi-ro v3 auth sha «Dogrulama-1» priv aes 128 «Gizlilik-1» access SNMP-ERISIM
snmp-server user izleme altyapi-ro v3 auth sha-2 256 «Dogrulama-1» priv aes 256 «Gizlilik-1»
snmp-server user izleme altyapi-ro remote 10.0.0.9 udp-port 162 v3 encrypted auth md5 «AB:CD» priv des «12:34»
snmp-server user izleme altyapi-ro v3 auth sha «Dogrulama-1»
ntp authentication-key 1 md5 «0822455D0A16» 7
ntp authentication-key 1 hmac-sha2-256 «0822455D0A16» 7
  key-string 7 «05080F1C2243»
  key-string «Anahtar-1»
 neighbor 10.1.1.1 password 7 «05080F1C2243»
 neighbor CEKIRDEK password «Anahtar-1»
 ip ospf message-digest-key 1 md5 7 «05080F1C2243»
 ip ospf authentication-key «Anahtar-1»
 area 0 virtual-link 10.0.0.1 message-digest-key 1 md5 7 «05080F1C2243»
 isis password «Anahtar-1» level-1
 area-password «Anahtar-1»
 standby 1 authentication md5 key-string 7 «05080F1C2243»
 standby 1 authentication «Anahtar-1»
 vrrp 10 authentication text «Anahtar-1»
 ip nhrp authentication «Anahtar-1»
crypto isakmp key «Anahtar-1» address 10.0.0.1
crypto isakmp key 6 «UXJdRhKMYEXXWb» hostname yon01
  pre-shared-key local «Anahtar-1»
  pre-shared-key address 0.0.0.0 0.0.0.0 key «Anahtar-1»
 ppp chap password 7 «05080F1C2243»
 ppp pap sent-username sube password 0 «Anahtar-1»
 wpa-psk ascii 7 «05080F1C2243»
 security wpa psk set-key ascii 0 «Kablosuz-1»
vtp password «Anahtar-1»
key config-key password-encrypt «Ana-Anahtar-1»
license smart register idtoken «MjQzZjQ0»
 path scp://yedek:«Anahtar-1»@10.0.0.5/yapilandirma
ip ftp password 7 «05080F1C2243»
mpls ldp neighbor 10.0.0.1 password 7 «05080F1C2243»
 mgmtuser username yonetici password 0 «Parola-1» secret 0 «Parola-2»
""".strip("\n").splitlines()

PLAIN_LINES = """
service password-encryption
no service password-recovery
security passwords min-length 10
password encryption aes
aaa new-model
aaa authentication login default group tacacs+ local
key chain YONLENDIRME
 key 1
ip ospf authentication message-digest
 standby 1 authentication md5 key-chain YONLENDIRME
snmp-server host 10.64.0.7 version 3 priv izleme
snmp-server group altyapi-ro v3 priv read ALTYAPI-OKU access SNMP-ERISIM
snmp-server enable traps snmp authentication linkdown linkup coldstart warmstart
ntp authenticate
ntp trusted-key 1
crypto key generate rsa modulus 2048
username izle nopassword
 authentication port-control auto
 address ipv4 10.64.0.8
tunnel key 10
 switchport access vlan 30
 path flash:altyapi
banner login ^C
""".strip("\n").splitlines()


def shown(line: str) -> str:
    return line.replace("«", "").replace("»", "")


def hidden(line: str) -> str:
    while "«" in line:
        line = line[: line.index("«")] + MASK + line[line.index("»") + 1 :]
    return line


@pytest.mark.parametrize("line", SECRET_LINES)
@pytest.mark.parametrize("prefix", ["", "+", "- ", "sw1(config)#"])
def test_the_secrets_of_a_line_and_nothing_else_are_masked(line: str, prefix: str) -> None:
    if prefix.startswith("sw1") and line.startswith(" "):
        line = line.strip()
    assert mask(prefix + shown(line), IOS) == prefix + hidden(line)


@pytest.mark.parametrize("line", PLAIN_LINES)
def test_lines_without_secrets_stay_as_they_are(line: str) -> None:
    assert mask(line, IOS) == line


@pytest.mark.parametrize("line", SECRET_LINES)
def test_masking_twice_changes_nothing(line: str) -> None:
    once = mask(shown(line), IOS)
    assert mask(once, IOS) == once


def test_references_and_tokens_are_no_secrets() -> None:
    for text in ("key <<secret:tacacs/key>>", "key 7 <<shown:0123456789abcdef0123456789abcdef>>"):
        assert mask(text, IOS) == text
        assert secret_spans(text, IOS) == []


def test_whatever_the_store_knows_is_masked_wherever_it_stands() -> None:
    store = SecretStore(environment={"ALTYAPI_SECRET_TACACS_KEY": "Gizli-7"})
    store.get("tacacs/key")
    text = "% Invalid input: 'Gizli-7'\nhata (Gizli-7)\n"
    assert mask(text, IOS, store) == f"% Invalid input: '{MASK}'\nhata ({MASK})\n"


def test_a_value_that_is_also_a_part_of_a_reference_does_not_break_it() -> None:
    store = SecretStore(environment={"ALTYAPI_SECRET_A": "acil", "ALTYAPI_SECRET_B": "acil-durum"})
    store.get("a")
    store.get("b")
    assert mask("x <<secret:local/acil>> acil acil-durum acilen", IOS, store) == (
        f"x <<secret:local/acil>> {MASK} {MASK} acilen"
    )


def test_very_short_values_do_not_blank_out_the_text() -> None:
    store = SecretStore(environment={"ALTYAPI_SECRET_A": "10"})
    store.get("a")
    assert mask("vlan 10", IOS, store) == "vlan 10"


@given(st.text(alphabet="abc 0179<>:/\n", max_size=80))
def test_masking_keeps_the_number_of_lines(text: str) -> None:
    assert mask(text, IOS).count("\n") == text.count("\n")


def test_lines_that_the_device_never_shows_are_left_out_of_visible_text() -> None:
    text = "snmp-server group g v3 priv\nsnmp-server user izleme g v3 auth sha x priv aes 128 y\nend\n"
    assert visible(text, IOS) == "snmp-server group g v3 priv\nend\n"
