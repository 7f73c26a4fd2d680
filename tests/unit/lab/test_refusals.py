"""What the lab and its hosts say where the machine or a NetBox lacks what they need."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from lab.bench import vpn
from lab.bench.vpn import NoNamespaces
from lab.faults import KnobRefused, set_knobs
from lab.hosts import image, instance
from lab.hosts.engine import Engine, EngineFailed
from lab.hosts.image import ImageNotMade
from lab.hosts.instance import HostNotReady
from lab.netbox import running
from lab.orneksehir.loader import LoadFailed, RestWriter, connect


def test_a_netbox_that_refuses_a_row_stops_the_loading_with_its_words(tmp_path: Path) -> None:
    with running(tmp_path / "netbox.sqlite3") as stand_in, connect(stand_in.url, stand_in.token) as client:
        with pytest.raises(LoadFailed, match="slug"):
            RestWriter(client).create("dcim/sites", [{"name": "x"}])
        assert isinstance(client, httpx.Client)


def test_knobs_of_a_lab_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KnobRefused, match="no lab runs"):
        set_knobs(tmp_path, "sw1", {"delay_ms": 5})


def test_what_a_container_engine_says_is_told() -> None:
    with pytest.raises(EngineFailed, match="false info"):
        Engine("false", rootless=False).run("info")


def test_without_mmdebstrap_no_image_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImageNotMade, match="bookworm"):
        image._build("bookworm", "", tmp_path / "root.tar")


def test_a_host_that_does_not_come_up_in_time_is_told() -> None:
    with pytest.raises(HostNotReady, match="p23"):
        instance._wait(0, "p23", "sshd does not answer", 60, over=False)


def test_tunnels_are_measured_where_their_tools_are_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vpn, "TOOLS", ("no-such-tool",))
    with pytest.raises(NoNamespaces, match="no-such-tool"), vpn._gateway():
        pass
