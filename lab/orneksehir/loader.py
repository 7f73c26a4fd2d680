"""Puts the municipality into an empty NetBox, a real one or the stand-in, over its REST API.

Relations are natural keys in the municipality; NetBox takes most of them so, but not the ones listed in `_BY_ID`: these
are looked up among the objects that were just created.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from typing import Any, Protocol

import httpx

from lab.orneksehir.municipality import Body, Municipality
from netbox_sync.errors import ToolkitError

Progress = Callable[[str, int], None]

NATURAL_KEYS: dict[str, tuple[str, ...]] = {
    "tenancy/tenants": ("slug",),
    "tenancy/contacts": ("name",),
    "dcim/regions": ("slug",),
    "dcim/sites": ("slug",),
    "dcim/device-roles": ("slug",),
    "dcim/devices": ("name",),
    "dcim/interfaces": ("device", "name"),
    "ipam/vlans": ("group", "vid"),
}
_TYPE_ENDPOINTS = {
    "dcim.site": "dcim/sites",
    "dcim.interface": "dcim/interfaces",
    "tenancy.tenant": "tenancy/tenants",
}
_PERSON = "vpn_kisi"
"""The custom field that refers to a contact."""
_BY_ID = {"tagged_vlans": "ipam/vlans", "sites": "dcim/sites", "regions": "dcim/regions", "roles": "dcim/device-roles"}
_TYPED = (
    ("scope_type", "scope_id"),
    ("object_type", "object_id"),
    ("assigned_object_type", "assigned_object_id"),
    ("termination_type", "termination_id"),
)


class LoadFailed(ToolkitError):
    code = "LAB-001"
    en = "NetBox refused to create {endpoint}: {status}: {answer}"
    tr = "NetBox nesneyi oluşturmayı reddetti: {endpoint}: {status}: {answer}"
    en_remedy = "The practice municipality needs an empty NetBox 4.2 or newer and a token that may write."
    tr_remedy = "Örnek belediye için boş bir NetBox (4.2 ya da yenisi) ve yazma yetkili bir anahtar (token) gerekir."


class Writer(Protocol):
    """Creates and changes objects in bulk, all of one call or none."""

    def create(self, endpoint: str, bodies: list[Body]) -> list[int]:
        """The new objects' ids, in order."""

    def change(self, endpoint: str, bodies: list[Body]) -> None:
        """Each body has its object's `id`."""


class RestWriter:
    """A NetBox over HTTP."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def create(self, endpoint: str, bodies: list[Body]) -> list[int]:
        return [row["id"] for row in self._send("POST", endpoint, bodies)]

    def change(self, endpoint: str, bodies: list[Body]) -> None:
        changed = self._send("PATCH", endpoint, bodies)
        if len(changed) != len(bodies):
            # NetBox silently leaves out ids that it doesn't know
            raise LoadFailed(endpoint=endpoint, status=200, answer=f"{len(changed)} of {len(bodies)} changed")

    def _send(self, method: str, endpoint: str, bodies: list[Body]) -> list[Body]:
        answer = self._client.request(method, f"/api/{endpoint}/", json=bodies)
        if not answer.is_success:
            raise LoadFailed(endpoint=endpoint, status=answer.status_code, answer=answer.text[:1000])
        rows: list[Body] = answer.json()
        return rows


def connect(url: str, token: str, timeout_s: float = 120.0) -> httpx.Client:
    """A client for `RestWriter`."""
    headers = {"Authorization": f"Token {token}", "Accept": "application/json"}
    return httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout_s)


def load(town: Municipality, writer: Writer, batch: int = 100, progress: Progress | None = None) -> None:
    """Create everything, `batch` objects a request, then set what could not be set at first. Raises LoadFailed."""
    ids: dict[tuple[str, str], int] = {}
    for (endpoint, _), group in groupby(town.objects(), key=lambda pair: (pair[0], _level(*pair))):
        for bodies in _chunks((body for _, body in group), batch):
            created = writer.create(endpoint, [resolve(body, ids) for body in bodies])
            keys = NATURAL_KEYS.get(endpoint)
            if keys:
                ids.update(
                    {
                        (endpoint, _text({key: body[key] for key in keys})): id_
                        for body, id_ in zip(bodies, created, strict=True)
                    }
                )
            if progress:
                progress(endpoint, len(bodies))
    for endpoint, late in groupby(town.updates(), key=lambda update: update.endpoint):
        for bodies in _chunks(({"id": ids[endpoint, _text(one.key)], **one.body} for one in late), batch):
            writer.change(endpoint, bodies)
            if progress:
                progress(endpoint, len(bodies))


def numbered(town: Municipality) -> Iterator[tuple[str, Body]]:
    """The objects for an empty database that numbers each kind from 1, without asking it: relations by id where NetBox
    wants ids, then the late changes as bodies with their object's `id`."""
    ids: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    for endpoint, body in town.objects():
        yield endpoint, resolve(body, ids)
        counts[endpoint] = counts.get(endpoint, 0) + 1
        if endpoint in NATURAL_KEYS:
            ids[endpoint, _text({key: body[key] for key in NATURAL_KEYS[endpoint]})] = counts[endpoint]
    for update in town.updates():
        yield update.endpoint, {"id": ids[update.endpoint, _text(update.key)], **update.body}


def resolve(body: Body, ids: dict[tuple[str, str], int]) -> Body:
    """The body with ids where NetBox takes nothing else."""
    found: Body = {}
    for name, value in body.items():
        if name in _BY_ID and isinstance(value, list):
            found[name] = [ids[_BY_ID[name], _text(one)] if isinstance(one, dict) else one for one in value]
        elif name == "custom_fields" and isinstance(value.get(_PERSON), dict):
            found[name] = value | {_PERSON: ids["tenancy/contacts", _text(value[_PERSON])]}
        elif name in {"a_terminations", "b_terminations"}:
            found[name] = [resolve(one, ids) for one in value]
        else:
            found[name] = value
    for type_name, id_name in _TYPED:
        if isinstance(body.get(id_name), dict):
            found[id_name] = ids[_TYPE_ENDPOINTS[body[type_name]], _text(body[id_name])]
    return found


def _level(endpoint: str, body: Body) -> int:
    """Objects of one endpoint that others of it refer to must be there a request earlier."""
    if endpoint == "dcim/interfaces":
        return 0 if body["type"] in {"lag", "virtual"} else 1
    return 1 if "parent" in body else 0


def _text(key: Any) -> str:
    return json.dumps(key, sort_keys=True)


def _chunks(bodies: Iterator[Body], size: int) -> Iterator[list[Body]]:
    while chunk := list(islice(bodies, size)):
        yield chunk
