"""The table of kinds against NetBox's own OpenAPI document, where the machine has it, and against itself."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from netbox_sync.desired.kinds import ENDPOINTS, KINDS, NULLABLE_TEXT, UNORDERED, Kind
from tests.contract.netbox.schema import location

FOREIGN_KEYS = {"parent", "lag", "bridge", "nat_inside", "master", "user", "rear_port", "qinq_svlan", "power_port"}
UNTRACKED = {"assignments"}  # made by way of the other object
NUMBERS = {"ports"}
documented = pytest.mark.skipif(
    not location().exists(), reason=f"no {location()}: set ALTYAPI_NETBOX_OPENAPI to NetBox's OpenAPI document"
)


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, Any]]:
    """Each kind's fields as its POST takes them."""
    raw = location().read_bytes()
    document = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    schemas = document["components"]["schemas"]
    found: dict[str, dict[str, Any]] = {}
    for endpoint in KINDS:
        body = document["paths"][f"/api/{endpoint}/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        named = body.get("$ref") or body["oneOf"][0]["$ref"]
        found[endpoint] = schemas[named.split("/")[-1]]["properties"]
    return found


def _is_relation(name: str, schema: dict[str, Any]) -> bool:
    return any(word in schema for word in ("oneOf", "anyOf", "allOf")) or (
        schema.get("type") == "integer" and name in FOREIGN_KEYS
    )


def _is_list(name: str, schema: dict[str, Any]) -> bool:
    if schema.get("type") != "array" or name in NUMBERS:
        return False
    items = schema["items"]
    return items.get("type") == "integer" or "NestedTag" in str(items.get("$ref"))


@documented
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_relations_of_a_kind_are_those_that_netbox_documents(kind: Kind, written: dict[str, Any]) -> None:
    fields = written[kind.endpoint]
    assert set(kind.one) == {name for name, schema in fields.items() if _is_relation(name, schema)}
    assert set(kind.many) == {name for name, schema in fields.items() if _is_list(name, schema)}
    assert {*kind.generic, *kind.generic.values(), *kind.terminations, *kind.late, *kind.write_only} <= fields.keys()
    assert {name for key in kind.keys for name in key} <= fields.keys()
    assert all(field in fields for field in (*kind.part_of, *filter(None, [kind.within])))


@documented
def test_text_is_emptied_with_null_exactly_where_netbox_takes_null(written: dict[str, Any]) -> None:
    for endpoint, fields in written.items():
        for name, schema in fields.items():
            if schema.get("type") == "string" and not schema.get("enum") and "format" not in schema:
                known = name in NULLABLE_TEXT or name in KINDS[endpoint].generic.values()
                assert not (schema.get("nullable") and not known and name != "name"), (endpoint, name)


@documented
def test_lists_whose_order_says_nothing_are_lists(written: dict[str, Any]) -> None:
    listed = {name for fields in written.values() for name, schema in fields.items() if schema.get("type") == "array"}
    assert listed >= UNORDERED


def test_what_an_object_is_named_by_comes_before_it() -> None:
    for kind in KINDS.values():
        for field in {name for key in kind.keys for name in key} & kind.one.keys():
            target = KINDS[kind.one[field]]
            assert target.rank < kind.rank or target is kind, (kind.endpoint, field)


def test_relations_that_point_ahead_are_written_late_or_make_no_ring() -> None:
    ahead = {
        (kind.endpoint, field)
        for kind in KINDS.values()
        for field, target in {**kind.one, **kind.many}.items()
        if target in KINDS and KINDS[target].rank > kind.rank and field not in kind.late
    }
    # resolved by need, object by object: nothing there has to point back
    assert ahead == {
        ("users/permissions", "groups"),
        ("users/permissions", "users"),
        ("circuits/providers", "accounts"),
    }


def test_a_type_has_one_list() -> None:
    assert len(ENDPOINTS) == len(KINDS)
