"""A small NetBox of the lab, filled once, and a line to it that can be made bad."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.model import Snapshot
from tests.unit.netbox_sync.netbox_front import Front, front
from tests.unit.netbox_sync.netbox_ground import Ground, Server, Yard, plant


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    from lab.netbox import running  # noqa: PLC0415  # tests that need no NetBox don't wait for it

    with running() as stand_in:
        yield Server(stand_in.url, stand_in.token)


@pytest.fixture(scope="session")
def ground(server: Server) -> Iterator[Ground]:
    with NetBox(server.url, server.token) as netbox:
        yard = Yard(netbox)
        yield plant(yard)
        yard.clear()


@pytest.fixture
def yard(server: Server) -> Iterator[Yard]:
    with NetBox(server.url, server.token) as netbox:
        one = Yard(netbox)
        yield one
        one.clear()


@pytest.fixture
def line(server: Server) -> Iterator[Front]:
    """The way to the NetBox, good until a rule is set."""
    with front(server.url) as shown:
        yield shown


@pytest.fixture
def netbox(line: Front, server: Server) -> Iterator[NetBox]:
    """Through `line`; one thread, so that requests come in a known order, and no waiting between attempts."""
    with NetBox(line.url, server.token, threads=1, backoff_s=0.0) as one:
        yield one


@pytest.fixture(scope="session")
def taken(server: Server, ground: Ground) -> Snapshot:
    """A snapshot of the ground."""
    with NetBox(server.url, server.token) as netbox:
        return snapshot.pull(netbox)


@pytest.fixture
def user(server: Server, yard: Yard) -> Callable[..., NetBox]:
    """Makes a user with these permissions (`{"dcim.site": {"actions": [...], "constraints": ...}}`); gives its NetBox."""

    def make(permissions: dict[str, dict[str, Any]], **token: Any) -> NetBox:
        name = f"{yard.prefix}u{secrets.token_hex(2)}"
        account = yard.make("users/users", username=name, password=f"Aa1-{secrets.token_hex(12)}")
        for object_type, may in permissions.items():
            fields = {"object_types": [object_type], "users": [account["id"]], "actions": ["view"], **may}
            yard.make("users/permissions", name=f"{name} {object_type}", **fields)
        key = secrets.token_hex(20)
        yard.make("users/tokens", user=account["id"], key=key, **token)
        return NetBox(server.url, key, backoff_s=0.0)

    return make
