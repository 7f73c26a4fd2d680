"""Answers held against NetBox's own OpenAPI document, where the machine has it."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from lab.netbox import Running, load
from lab.netbox.schema import MODELS
from tests.unit.lab.netbox.netbox_groundwork import device

DOCUMENT = Path(
    os.environ.get(
        "ALTYAPI_NETBOX_OPENAPI",
        Path(__file__).parents[4].parent / "shared" / "netbox" / "openapi-4.4.10.json.gz",
    )
)
pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(), reason=f"no {DOCUMENT}: set ALTYAPI_NETBOX_OPENAPI to NetBox's OpenAPI document"
)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(gzip.decompress(DOCUMENT.read_bytes()))
    return opened


def described(document: dict[str, Any], endpoint: str) -> dict[str, Any]:
    answer = document["paths"][f"/api/{endpoint}/{{id}}/"]["get"]["responses"]["200"]
    name = answer["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
    schema: dict[str, Any] = document["components"]["schemas"][name]
    return schema


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_endpoint_answers_the_documented_fields(document: dict[str, Any], label: str) -> None:
    model = MODELS[label]
    properties = described(document, model.endpoint)["properties"]
    known = {"id", "url", "display", *(name for name, item in model.fields.items() if "secret" not in item.flags)}
    known |= {"tags"} if model.tags else set()
    known |= {"custom_fields"} if model.custom else set()
    known |= {"created", "last_updated"} if model.stamps else set()
    written = {name for name, about in properties.items() if about.get("writeOnly")}
    unsaid = {"config_context", "display_url", "created", "last_updated"}
    unsaid |= {"assignments"}  # of circuits: no NetBox answers it
    assert set(properties) - written - known <= unsaid
    assert known - {"allowed_ips"} <= set(properties)  # NetBox answers it all the same


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_choice_is_a_documented_one(document: dict[str, Any], label: str) -> None:
    properties = described(document, MODELS[label].endpoint)["properties"]
    for name, item in MODELS[label].fields.items():
        about = properties.get(name, {}).get("properties", {})
        if item.kind == "choice" and "value" in about:
            values = {value for value in about["value"]["enum"] if value not in ("", None)}
            assert values == set(item.choices), name


def test_a_device_with_its_relations_has_the_documented_shape(
    document: dict[str, Any], served: Running, client: httpx.Client
) -> None:
    load(served.store, [device("sw1"), ("dcim/interfaces", {"device": 1, "name": "Gi1/0/1", "type": "1000base-t"})])
    schema = described(document, "dcim/devices")
    answer = client.get("/dcim/devices/1/").json()
    assert set(answer) == set(schema["properties"])
    for name, about in schema["properties"].items():
        kind = about.get("type")
        if kind and answer[name] is not None:
            wanted = {"integer": int, "string": str, "boolean": bool, "object": dict, "array": list, "number": float}
            assert isinstance(answer[name], wanted[kind]), name
