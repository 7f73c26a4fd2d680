"""Which devices a plan is for, and that what it lacks is told at once and before any device is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.connection import Connection
from altyapi.plan import gather
from altyapi.plan.gather import NothingManaged, Rendered
from altyapi.platforms import load
from altyapi.secrets import SecretMissing, SecretStore
from netbox_sync import snapshot
from netbox_sync.model import Device, Platform, Role, Site, Snapshot, Source, Tables
from netbox_sync.selection import select

SNMP = {"users": [{"name": "izleme", "auth_secret": "secret:snmp/izleme/auth"}], "contact": "secret: none"}


def device(number: int, name: str, role: str, platform: str | None, **context: object) -> Device:
    return Device(id=number, name=name, status="active", site="mrk", role=role, device_type="x", manufacturer="cisco",
                  platform=platform, primary_ip4=f"10.0.0.{number}/24", config_context=context)  # fmt: skip


def town() -> Snapshot:
    tables = Tables(
        sites=(Site(id=1, name="Mrk", slug="mrk", status="active"),),
        roles=tuple(Role(id=n, name=r, slug=r) for n, r in enumerate(("access-switch", "router", "desktop"), start=1)),
        platforms=(Platform(id=1, name="IOS", slug="cisco-ios"),),
        devices=(
            device(1, "sw1", "access-switch", "cisco-ios", snmp=SNMP, connection={"credential": "saha"}),
            device(2, "sw2", "access-switch", None, aaa={"tacacs": {"key": "secret:tacacs/key"}}),
            device(3, "r1", "router", "cisco-ios", aaa={"tacacs": {"key": "secret:router/key"}}),
            device(4, "r2", "router", "cisco-ios"),
            device(5, "pc1", "desktop", None),
        ),
    )
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


TOWN = town()


@pytest.mark.parametrize(
    ("limit", "inside", "outside"),
    [
        ("site:mrk", "sw1 sw2", "pc1 r1 r2"),
        ("platform:cisco-ios", "sw1", "r1 r2"),
        ("*", "sw1 sw2", "pc1 r1 r2"),
        ("r1", "r1", ""),
        ("device:r1", "r1", ""),
        ("role:access-switch, r1", "r1 sw1 sw2", ""),
        ("platform:cisco-ios&!r1", "sw1", "r2"),
        ("sw1,pc1", "sw1", "pc1"),
    ],
)
def test_a_device_whose_role_is_not_rendered_is_left_out_unless_it_is_called_by_name(
    limit: str, inside: str, outside: str
) -> None:
    found = gather.managed(TOWN, select(TOWN, limit), limit)
    assert found == (tuple(inside.split()), tuple(outside.split()))


def test_a_name_in_a_file_is_called_by_name(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("r1\nsw1\n", "utf-8")
    limit = f"@{tmp_path / 'list'},platform:cisco-ios"
    assert gather.managed(TOWN, select(TOWN, limit), limit) == (("r1", "sw1"), ("r2",))


def test_a_selection_without_a_managed_device_names_the_roles_that_are() -> None:
    with pytest.raises(NothingManaged) as caught:
        gather.managed(TOWN, select(TOWN, "role:router"), "role:router")
    assert "access-switch" in caught.value.remedy("en")
    assert "cisco" not in caught.value.remedy("en")


def test_a_router_that_is_asked_for_by_name_is_refused_for_its_role() -> None:
    rendered, (refused,) = gather.render(TOWN, ["r1"], "en")
    assert rendered == []
    assert refused.code == "RND-002"
    assert "router" in refused.problems[0]


def test_the_secrets_of_managed_devices_are_found_in_their_config_contexts() -> None:
    secrets, credentials = gather.named_secrets(TOWN)
    assert secrets == {"snmp/izleme/auth", "tacacs/key"}
    assert credentials == {"saha", "network"}


def rendered(*names: str, credential: str = "network") -> Rendered:
    way_in = Connection(host="127.0.0.1", credential=credential)
    text = "\n".join(f"key <<secret:{name}>>" for name in names)
    return Rendered(device=TOWN.tables.devices[0], platform=load("cisco_ios"), connection=way_in, management=None,
                    intended=text)  # fmt: skip


LOGIN = {"ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": "ag", "ALTYAPI_SECRET_CREDENTIALS_NETWORK_PASSWORD": "Parola-1"}
KEY = {"ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "k" * 32}


def test_all_missing_secrets_are_one_error() -> None:
    with pytest.raises(SecretMissing) as caught:
        gather.require_secrets(
            [rendered("local/acil", "tacacs/key"), rendered("tacacs/key")], SecretStore(environment={})
        )
    missing = "altyapi/digest-key, credentials/network/password, credentials/network/username, local/acil, tacacs/key"
    assert f": {missing}. " in caught.value.message("en")
    assert "ALTYAPI_SECRET_LOCAL_ACIL" in caught.value.remedy("tr")
    assert "openssl rand" in caught.value.remedy("en")


def test_the_digest_keys_remedy_is_told_for_the_digest_key_alone() -> None:
    with pytest.raises(SecretMissing) as caught:
        gather.require_secrets([rendered("local/acil")], SecretStore(environment=LOGIN | KEY))
    assert ": local/acil. " in caught.value.message("en")
    assert "digest-key" not in caught.value.remedy("en") + caught.value.remedy("tr")


def test_a_login_that_only_some_devices_need_is_no_reason_to_refuse_the_others() -> None:
    store = SecretStore(environment=LOGIN | KEY)
    gather.require_secrets([rendered(), rendered(credential="saha")], store)
    with pytest.raises(SecretMissing, match="credentials/saha/password, credentials/saha/username"):
        gather.require_secrets([rendered(credential="saha")], store)


def test_a_key_file_stands_for_the_password() -> None:
    names = {"USERNAME": "ag", "KEY_FILE": "~/id"}
    store = SecretStore(environment={f"ALTYAPI_SECRET_CREDENTIALS_NETWORK_{k}": v for k, v in names.items()} | KEY)
    gather.require_secrets([rendered()], store)
