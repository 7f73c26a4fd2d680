"""Routing of a firewall's config context: ordered where order means nothing, refused where the platform does not route by it."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.intent import firewall
from altyapi.intent.faults import IntentError
from lab.bench.switches import CONTEXT, Maker
from tests.golden.firewalls.cases import firewall as make

ROUTING: dict[str, Any] = {
    "static": [{"prefix": "10.9.0.0/16", "gateway": "10.0.0.9"}, {"prefix": "10.8.0.0/16", "gateway": "10.0.0.8"}],
    "ospf": {"networks": [{"prefix": "10.0.10.0/24", "area": 1}], "passive": ["port1"]},
    "bgp": {
        "asn": 64512,
        "neighbours": [{"address": "10.0.0.7", "asn": 64513, "accepts": ["0.0.0.0/0"], "announces": ["10.8.0.0/16"]}],
    },
}


def built(platform: str, routing: dict[str, Any]) -> Any:
    maker = Maker()
    context = CONTEXT | {"firewall": {"routing": routing}}
    name = make(maker, "gw1", "t", ports=2, port="port{}", platform=platform, config_context=context)
    return firewall.build(maker.snapshot(), name).routing


def test_a_gateway_has_its_routing_in_one_order() -> None:
    told = built("linux-gateway", ROUTING)
    assert [one.prefix for one in told.static] == ["10.8.0.0/16", "10.9.0.0/16"]
    assert (told.ospf.networks[0].area, told.ospf.passive) == (1, ("port1",))
    assert told.bgp.neighbours[0].announces == ("10.8.0.0/16",)


@pytest.mark.parametrize(
    ("platform", "routing", "code"),
    [
        ("fortinet-fortios", ROUTING, "INT-153"),
        ("linux-gateway", {"ospf": ROUTING["ospf"] | {"passive": ["yok"]}}, "yok"),
        ("linux-gateway", {"bgp": {"asn": 0}}, "bgp"),
    ],
)
def test_what_can_not_be_set_is_a_fault(platform: str, routing: dict[str, Any], code: str) -> None:
    with pytest.raises(IntentError) as caught:
        built(platform, routing)
    assert code in str(caught.value)
