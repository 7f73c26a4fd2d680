"""What NetBox says of a connection is checked word by word: none of it may reach the operator's machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from altyapi import connection, hosts, settings
from altyapi.connection import NoConnection
from altyapi.device import jump
from altyapi.device.errors import JumpFailed
from altyapi.secrets import SecretStore
from netbox_sync.model import Device

STORE = {"ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": "ag", "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": "Parola-1"}


def device(context: Any, **fields: Any) -> Device:
    values: dict[str, Any] = {
        "id": 1, "name": "sw1", "status": "active", "site": "mrk", "role": "access-switch", "device_type": "x",
        "manufacturer": "cisco", "platform": "cisco-ios", "primary_ip4": "10.0.0.1/24",
        "config_context": {"connection": context},
    }  # fmt: skip
    return Device(**values | fields)


def refused(context: Any, **fields: Any) -> tuple[str, str]:
    with pytest.raises(NoConnection) as caught:
        connection.of(device(context, **fields))
    return str(caught.value.fields["place"]), str(caught.value.fields["problem"])


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ({"options": {"ssh_config": "/tmp/x"}}, "options.ssh_config"),
        ({"options": {"encoding": "rot13"}}, "options"),
        ({"options": {"encoding": "utf-16"}}, "options"),
        ({"options": {"encoding": "x" * 9}}, "options"),
        ({"options": {"revert_method": "none"}}, "options"),
        ({"options": {"revert_method": "hope"}}, "options.revert_method"),
        ({"options": {"revert_method": 1}}, "options.revert_method"),
        ({"jump": "-oProxyCommand=x"}, "jump"),
        ({"jump": "x@-oProxyCommand=x"}, "jump"),
        ({"jump": "-l@atlama"}, "jump"),
        ({"jump": "atlama ek"}, "jump"),
        ({"jump": "atlama\n"}, "jump"),
        ({"jump": "a@b@c"}, "jump"),
        ({"jump": "atlama:0"}, "jump"),
        ({"jump": "atlama:65536"}, "jump"),
        ({"jump": "$(x)"}, "jump"),
        ({"jump": ""}, "jump"),
        ({"host": "-x"}, "host"),
        ({"host": "10.0.0.1 -oX"}, "host"),
        ({"host": "fe80::1%eth0"}, "host"),
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
        ({"credential": "../altyapi"}, "credential"),
        ({"credential": "network/x"}, "credential"),
        ({"ssh_config": "/tmp/x"}, "ssh_config"),
    ],
)
def test_what_is_not_foreseen_is_refused_with_the_field_of_netbox(context: dict[str, Any], place: str) -> None:
    assert refused(context)[0] == f"config_context.connection.{place}"


def test_a_wrong_name_or_address_of_the_device_is_told_as_the_field_that_holds_it() -> None:
    assert refused({}, dns_name="-oProxyCommand=x")[0] == "device.dns_name"
    assert refused({}, primary_ip4="x y/24")[0] == "device.primary_ip4"
    assert refused("ssh sw1")[0] == "config_context.connection"


def test_what_is_foreseen_is_taken() -> None:
    options = {"encoding": "iso8859-9", "revert_method": "reload-in"}
    made = connection.of(device({"jump": "ag@atlama.example:2222", "options": options}))
    assert (made.host, made.port, made.jump, made.options) == ("10.0.0.1", 22, "ag@atlama.example:2222", options)
    assert connection.of(device({"host": "2001:db8::1"})).host == "2001:db8::1"
    assert hosts.jump("[2001:db8::5]:2022") == (None, "2001:db8::5", 2022)


def test_the_ssh_config_of_the_way_through_a_jump_host_is_the_operators_setting(tmp_path: Path) -> None:
    (tmp_path / "inventory").mkdir()
    chosen = settings.load({"ALTYAPI_SSH_CONFIG": "inventory/ssh_config"}, tmp_path)
    made = connection.of(device({"jump": "atlama"}))
    words = [
        jump.command(connection.target("sw1", "cisco_ios", made, SecretStore(environment=STORE), configured))
        for configured in (chosen, settings.load({}, tmp_path))
    ]
    assert words[0][words[0].index("-F") + 1] == str(tmp_path / "inventory" / "ssh_config")
    assert "-F" not in words[1]


@pytest.mark.parametrize("jump_host", ["-oProxyCommand=x", "x@-oProxyCommand=x", "a b"])
def test_a_target_made_by_other_means_is_checked_again(tmp_path: Path, jump_host: str) -> None:
    made = connection.of(device({"jump": "atlama"}))
    target = connection.target(
        "sw1", "cisco_ios", made, SecretStore(environment=STORE), settings.load({}, tmp_path)
    ).model_copy(update={"jump": jump_host})
    with pytest.raises(JumpFailed):
        jump.command(target)


@pytest.mark.parametrize(
    ("platform", "context", "port"),
    [
        ("cisco-ios", {}, 22),
        ("arista-eos", {}, 443),
        ("arista-eos", {"port": 8443}, 8443),
        ("arista-eos", {"port": 22}, 22),
    ],
)
def test_a_device_listens_where_its_platform_does_if_netbox_does_not_say_otherwise(
    platform: str, context: dict[str, int], port: int, tmp_path: Path
) -> None:
    found = connection.of(device(context, platform=platform))
    configured = settings.load({}, tmp_path)
    assert connection.without_login("sw1", platform, found, configured).port == port
