"""inv ci.listen as it runs: a signed event becomes the plan that NetBox's change means, and a kill loses none."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.netbox import Running, load, running
from lab.orneksehir import generate
from lab.orneksehir.loader import numbered
from netbox_sync import snapshot
from netbox_sync.client import NetBox

pytestmark = pytest.mark.e2e
SECRET, DEADLINE_S = "webhook-anahtari", 120.0


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Running]:
    load(tmp_path / "netbox.sqlite3", numbered(generate("tiny")))
    with running(tmp_path / "netbox.sqlite3") as stand_in:
        yield stand_in


def started(state: Path, town: Running) -> tuple[subprocess.Popen[str], str]:
    """A listener, and where it is reached."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
    own = {
        "NETBOX_URL": town.url, "NETBOX_TOKEN": town.token, "ALTYAPI_STATE_DIR": str(state), "ALTYAPI_LANG": "en",
        "ALTYAPI_ROOT": str(PACKAGE_ROOT), "ALTYAPI_SECRET_ALTYAPI_WEBHOOK_KEY": SECRET,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "altyapi.cli", "--search-root", str(PACKAGE_ROOT), "ci.listen", "--port", "0", "--quiet", "0"],
        env={**clean, **own}, cwd=state, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    found = re.search(r"http://\S+/netbox", process.stdout.readline())
    assert found, process.stdout.read()
    return process, found[0]


def tell(url: str, **changes: object) -> int:
    """As NetBox's worker does."""
    told = {"event": "updated", "timestamp": datetime.now(UTC).isoformat(), "object_type": "dcim.interface", "id": 1}
    content = json.dumps({**told, **changes}).encode()
    request = urllib.request.Request(url, content, {"Content-Type": "application/json"})  # noqa: S310  our own
    request.add_header("X-Hook-Signature", hmac.new(SECRET.encode(), content, hashlib.sha512).hexdigest())
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return int(answer.status)


def test_a_change_in_netbox_becomes_its_plan_and_a_kill_loses_none(town: Running, tmp_path: Path) -> None:
    with NetBox(town.url, town.token) as netbox:
        snapshot.save(snapshot.pull(netbox), tmp_path / "snapshot.json")
        (row,) = netbox.page("dcim/interfaces", {"device": "obb-mrk-ahb01-ers01", "name": "GigabitEthernet1/0/1"})[1]
        netbox.update("dcim/interfaces", row["id"], {"description": "YENI ACIKLAMA"})
    first, url = started(tmp_path, town)
    assert tell(url, name="Gi1/0/1") == 202
    first.send_signal(signal.SIGKILL)
    first.communicate()
    second, url = started(tmp_path, town)
    plans = tmp_path / "ci" / "plans"
    deadline = time.monotonic() + DEADLINE_S
    while not list(plans.glob("*.json")):
        assert second.poll() is None, second.stdout.read() if second.stdout else ""
        assert time.monotonic() < deadline
        time.sleep(0.1)
    second.send_signal(signal.SIGINT)
    said, _ = second.communicate(timeout=DEADLINE_S)
    assert second.returncode == 0, said
    assert "Stopped" in said
    (made,) = (json.loads(file.read_text("utf-8")) for file in plans.glob("*.json"))
    assert [one["device"] for one in made["devices"]] == ["obb-mrk-ahb01-ers01"]
    assert "YENI ACIKLAMA" in made["devices"][0]["diff"]
    assert [one["name"] for one in made["events"]] == ["Gi1/0/1"]
