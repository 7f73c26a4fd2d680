"""The webhook and its event rule, as netbox.views keeps them in a NetBox."""

from __future__ import annotations

from pathlib import Path

from altyapi.view import auditviews
from lab.netbox import running
from netbox_sync.client import NetBox
from netbox_sync.desired import apply
from netbox_sync.views import examine, hook

URL, SECRET = "http://127.0.0.1:8787/netbox", "webhook-anahtari"


def test_both_are_made_once_and_the_secret_is_never_shown(tmp_path: Path) -> None:
    with running(tmp_path / "netbox.sqlite3") as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        found = examine(netbox, hook.wanted(URL, SECRET))
        assert SECRET not in str(auditviews.told(found))
        outcome = apply(netbox, found.difference, journal=tmp_path / "views.jsonl", message="deneme", document="")
        assert outcome.whole
        assert SECRET not in str(auditviews.told(found, outcome))
        assert SECRET not in (tmp_path / "views.jsonl").read_text("utf-8")
        assert examine(netbox, hook.wanted(URL, SECRET)).difference.empty
        (made,) = netbox.page("extras/webhooks", {"name": hook.NAME})[1]
        (rule,) = netbox.page("extras/event-rules", {"name": hook.NAME})[1]
        assert (rule["action_object_id"], set(rule["object_types"])) == (made["id"], set(hook.TYPES))
        moved = examine(netbox, hook.wanted("http://127.0.0.1:9000/netbox", SECRET))
        assert len(moved.difference.operations) == 1


def test_a_webhook_of_our_name_that_somebody_made_is_left_alone(tmp_path: Path) -> None:
    with running(tmp_path / "netbox.sqlite3") as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        netbox.create("extras/webhooks", {"name": hook.NAME, "payload_url": "http://other.example/"})
        found = examine(netbox, hook.wanted(URL, SECRET)[:1])
        assert found.difference.empty
        assert [one.name for one in found.foreign] == [hook.NAME]
