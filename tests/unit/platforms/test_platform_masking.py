from __future__ import annotations

import pytest

from altyapi.platforms.masking import mask_typed
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
