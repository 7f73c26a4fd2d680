"""Remote access from the help desk to the tunnel and back, by the commands alone, on a real gateway."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from altyapi.vpn import keys
from tests.e2e.vpn_gateway.desk import INTRANET, OTHER, Desk, echoed, help_desk, listening, preapproved
from tests.e2e.vpn_gateway.ground import missing
from tests.support.plans import APPROVER, People

pytestmark = [pytest.mark.e2e, pytest.mark.root]
REASON = missing()
HTTPS = 443


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, who: People) -> Iterator[Desk]:
    """Its gateway has been set up by a plan that a second person approved."""
    if REASON:
        pytest.skip(REASON)
    with help_desk(tmp_path_factory.mktemp("desk"), who) as made:
        first = made.plan("kurulum")
        assert not preapproved(first)
        made.inv("config.approve", str(first), "--key", str(made.who.keys[APPROVER]))
        made.inv("config.apply", str(first))
        yield made


def test_a_person_is_given_access_by_the_desk_alone_and_cut_off_before_netbox_is_asked(desk: Desk) -> None:
    pair = keys.pair()
    desk.person("sicil-9001")
    config = desk.add("sicil-9001", pair.public)
    plan = desk.plan("ekle")
    assert preapproved(plan) == "vpn-peers"
    desk.inv("config.apply", str(plan))  # nobody else has signed it
    home = desk.home(config.read_text("utf-8"), pair.private)
    with listening(desk, INTRANET, HTTPS) as intranet, listening(desk, OTHER, 22):
        with home.connect(INTRANET, HTTPS) as client:
            served, _ = intranet.accept()
            with served:
                assert echoed(client, served, 20)
                assert not home.reaches(OTHER, 22, 0.5)
                desk.line.fails(r"(GET|PATCH|POST) ", 503, times=None)  # NetBox is down as a whole
                told = desk.inv("vpn.revoke", "sicil-9001", "--reason", "Ayrıldı", "--apply", code=2)
                assert "stays so meanwhile" in told
                assert desk.peers() == set()
                assert not echoed(client, served, 0.5)
        assert not home.reaches(INTRANET, HTTPS, 0.5)
    # NetBox still has it, and so has the snapshot: no plan brings it back
    desk.inv("config.plan", "--limit", "fw-merkez", "--reason", "x", "--evrak", "2026/1234", code=0)
    desk.line.rules.clear()
    assert "Finished" in desk.inv("vpn.list", "--profile", "staff")
    assert "taken away" in desk.inv("vpn.show", home.address)


def test_who_could_not_be_cut_off_at_a_gateway_is_by_the_command_that_was_told(desk: Desk) -> None:
    """NetBox has let go of the person meanwhile: by name nobody is found any more."""
    desk.person("sicil-9002")
    public = keys.pair().public
    desk.add("sicil-9002", public)
    desk.inv("config.apply", str(desk.plan("ekle-2")))
    nowhere = str(desk.folder / "nobody-is-known")
    why = ("--reason", "Ayrıldı", "--apply")
    told = desk.inv("vpn.revoke", "sicil-9002", *why, code=1, ALTYAPI_KNOWN_HOSTS=nowhere)
    assert "NOT cut off" in told
    assert desk.peers() == {public}
    desk.inv("netbox.pull")
    assert "VPN-031" in desk.inv("vpn.revoke", "sicil-9002", *why, code=1)
    again = re.search(r"inv (vpn.revoke 10\.\S+)", told)
    assert again
    desk.inv(*again[1].split(), *why)
    assert desk.peers() == set()
