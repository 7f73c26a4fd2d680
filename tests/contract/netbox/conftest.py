"""Each test of this folder runs once per NetBox: the stand-in, and a real one when the environment names it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pynetbox
import pytest

from lab.netbox import running

from .client import Api, NetBox, Yard, cleared
from .plant import Plant

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
WITHOUT = "no real NetBox: set NETBOX_URL and NETBOX_TOKEN (a superuser's) to hold it to the same contract"


@pytest.fixture(
    scope="session",
    params=["stand-in", *([pytest.param("real", marks=pytest.mark.live)] if REAL else [])],
)
def netbox(request: pytest.FixtureRequest) -> Iterator[NetBox]:
    if request.param == "real":
        real = NetBox("real", os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"])
        if Api(real.url, real.token).found("extras/config-contexts", is_active="true"):
            pytest.fail(
                "this NetBox has config contexts of its own, which would show on the suite's devices: take an empty one"
            )
        yield real
        return
    with running() as stand_in:
        yield NetBox("stand-in", stand_in.url, stand_in.token)


@pytest.fixture(scope="session")
def api(netbox: NetBox) -> Api:
    return Api(netbox.url, netbox.token)


@pytest.fixture(scope="session")
def plant(api: Api) -> Iterator[Plant]:
    """A site with the kinds that a device needs, shared by every test of one NetBox; nobody changes it."""
    with cleared(Yard(api)) as yard:
        yield Plant(yard)


@pytest.fixture
def yard(api: Api) -> Iterator[Yard]:
    with cleared(Yard(api)) as one:
        yield one


@pytest.fixture
def pynb(netbox: NetBox) -> pynetbox.api:
    return pynetbox.api(netbox.url, token=netbox.token)
