from __future__ import annotations

import pytest

from altyapi.platforms.masking import mask_shown, mask_typed
from altyapi.platforms.platform import load

IOS = load("cisco_ios")


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("username acil privilege 15 secret 9 $9$abcdef", "$9$abcdef"),
        ("enable secret Gizli-1", "Gizli-1"),
        ("snmp-server user izleme altyapi-ro v3 auth sha Gizli-2 priv aes 128 Gizli-3", "Gizli-2"),
        ("snmp-server user izleme altyapi-ro v3 auth sha Gizli-2 priv aes 128 Gizli-3", "Gizli-3"),
        ("snmp-server user izleme altyapi-ro v3", None),
        (" key 7 0822455D0A16", "0822455D0A16"),
        ("ip ospf message-digest-key 1 md5 Gizli-4", "Gizli-4"),
        ("crypto isakmp key Gizli-5 address 0.0.0.0", "Gizli-5"),
        ("description parola-dolap oturum", None),
        ("copy scp://x:oturum-parolasi@10.0.0.1/a b", "oturum-parolasi"),
    ],
)
def test_no_secret_of_a_line_is_shown_and_nothing_else_is_hidden(line: str, secret: str | None) -> None:
    shown = mask_typed(line, IOS, "oturum-parolasi", None)
    if secret is None:
        assert shown == line
    else:
        assert secret not in shown
        assert shown.split()[0] == line.split(maxsplit=1)[0]


@pytest.mark.parametrize("ends", ["", "\n", "\n\n"])
def test_a_whole_config_is_masked_as_its_lines_are(ends: str) -> None:
    lines = [
        "hostname sw1",
        "username acil secret 9 $9$abcdef",
        "",
        "tacacs-server key 7 0822455D0A16",
        "snmp-server location key",
        "!",
    ]
    for chosen in (lines, lines[1:4], lines[3:4], []):
        text = "\n".join(chosen) + ends
        assert mask_shown(text, IOS) == "\n".join(mask_shown(line, IOS) for line in text.split("\n"))
        assert "abcdef" not in mask_shown(text, IOS)
        assert "0822455D0A16" not in mask_shown(text, IOS)
