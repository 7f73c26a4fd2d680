"""NetBox's own description of its answers: the published OpenAPI document of 4.4.10, where it is at hand."""

from __future__ import annotations

import gzip
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

VARIABLE = "ALTYAPI_NETBOX_OPENAPI"
UNSET = {"data_source", "data_file"}  # null where there is none, as read-only values are: the document does not say so
NAME = "openapi-4.4.10.json.gz"


def location() -> Path:
    """Where the document is looked for: what the variable names, else beside the checkout."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(__file__).parents[4] / "shared" / "netbox" / NAME


@cache
def document() -> dict[str, Any]:
    raw = location().read_bytes()
    loaded: dict[str, Any] = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
    schemas: dict[str, Any] = loaded["components"]["schemas"]
    for name, schema in schemas.items():
        # what must be there is checked by `absent`: the document calls nested objects by the names of whole ones
        required = [key for key in schema.pop("required", ()) if not key.endswith("_count") and key != "display_url"]
        if name.startswith("Brief"):
            schema["required"] = required
        for key, value in schema.get("properties", {}).items():
            if value.get("readOnly") or key in UNSET:
                value["nullable"] = True
    loaded["components"]["schemas"] = _as_json_schema(schemas)
    return loaded


def _as_json_schema(part: Any) -> Any:
    """OpenAPI 3.0 in JSON Schema's words, with what the document leaves unsaid of answers.

    `nullable` becomes a null type also where it stands beside `allOf` or an enum, and a text that has a pattern or a
    format may be empty, as Django's blank fields are, and a choice may be unset.
    """
    if isinstance(part, list):
        return [_as_json_schema(one) for one in part]
    if not isinstance(part, dict):
        return part
    schema = {key: _as_json_schema(value) for key, value in part.items()}
    for end in ("Maximum", "Minimum"):
        if schema.get(f"exclusive{end}") is True:
            schema[f"exclusive{end}"] = schema.pop(end.lower())
    if schema.get("type") == "string" and {"pattern", "format"} & set(schema):
        schema = {"anyOf": [schema, {"const": ""}]}
    is_choice = isinstance(part.get("properties"), dict) and set(part["properties"]) == {"value", "label"}
    if part.get("nullable") is True or is_choice:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return schema


@cache
def _registry() -> Registry[Any]:
    resource: Resource[Any] = DRAFT202012.create_resource(document())
    registry: Registry[Any] = Registry()
    whole: Registry[Any] = registry.with_resource("urn:netbox", resource)
    return whole


def response_schema(path: str, method: str = "get", status: str = "200") -> str:
    """The component that describes an answer of `/api/<path>/`."""
    answer = document()["paths"][f"/api/{path}/"][method]["responses"][status]
    reference: str = answer["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def faults(component: str, value: Any) -> list[str]:
    """What in a value does not fit a component; a line per fault, with the path to it."""
    schema = {"$ref": f"urn:netbox#/components/schemas/{component}"}
    validator = Draft202012Validator(schema, registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def undescribed(component: str, value: dict[str, Any]) -> set[str]:
    """The keys of an answer that its component does not know."""
    return set(value) - set(document()["components"]["schemas"][component]["properties"])


def absent(component: str, value: dict[str, Any]) -> set[str]:
    """The keys that its component knows, may be read, and an answer does not have."""
    properties: dict[str, Any] = document()["components"]["schemas"][component]["properties"]
    return {key for key, schema in properties.items() if '"writeOnly": true' not in json.dumps(schema)} - set(value)
