"""Endpoints beside an object: a token for a password, the choices of a set, the path of a cable."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lab.netbox.cabling import trace
from lab.netbox.call import Call, paged
from lab.netbox.changes import Author
from lab.netbox.customfields import choices
from lab.netbox.errors import InvalidError, detail
from lab.netbox.passwords import password_hash
from lab.netbox.schema import MODELS, Model
from lab.netbox.serialize import Serializer
from lab.netbox.store import Row

if TYPE_CHECKING:
    from lab.netbox.api import Answer, Api

PAGES = frozenset({"choices", "trace"})


def provision(api: Api, call: Call) -> Answer:
    """A new token for a user name and a password."""
    data = call.data()
    if not isinstance(data, Mapping):
        raise InvalidError({"non_field_errors": ["Invalid data. Expected a dictionary."]})
    wanted = {name: ["This field is required."] for name in ("username", "password") if not data.get(name)}
    if wanted:
        raise InvalidError(wanted)
    rows = [api.store.rows["users.user"][each] for each in api.store.having("users.user", "username", data["username"])]
    held = rows[0]["password"] if rows else ""
    salt = held.partition("$")[0] if rows and rows[0]["is_active"] else ""
    if not salt or not hmac.compare_digest(held, password_hash(str(data["password"]), salt)):
        raise detail(403, "Invalid username/password")
    model = MODELS["users.token"]
    body = {name: value for name, value in data.items() if name not in {"username", "password", "key"}}
    row = api.objects.create(model, {**body, "user": rows[0]["id"]}, Author(user=rows[0], request_id=call.request_id))
    answer = api.serializer(call.base).full(model, row, fresh=True)
    return 201, {**answer, "key": row["key"]}


def page(to: Serializer, call: Call, model: Model, row: Row, name: str) -> Answer:
    """What an object's own sub-page answers. Raises 404 where its model has none of that name."""
    if call.method in {"GET", "HEAD"}:
        if (model.label, name) == ("extras.customfieldchoiceset", "choices"):
            pairs = choices(to.store, row["id"]).items()
            return 200, paged(call, [{"id": value, "display": text} for value, text in pairs])
        if (model.label, name) == ("dcim.interface", "trace"):
            return 200, _trace(to, row)
    raise detail(404, "Not found.")


def _trace(to: Serializer, row: Row) -> list[Any]:
    """The path in threes: near ends, cable, far ends."""
    path = trace(to.store, "dcim.interface", row)
    steps = list(path.steps) if path else []
    if len(steps) % 3 == 1:
        steps += [[], []]
    elif len(steps) % 3 == 2:
        steps.insert(-1, [])
    traced = []
    for near, link, far in zip(*[iter(steps)] * 3, strict=False):
        if not near:
            break
        cable = _traced(to, link[0][1]) if link else []
        traced.append([[to.brief(*key) for key in near], cable, [to.brief(*key) for key in far]])
    return traced


def _traced(to: Serializer, identifier: int) -> dict[str, Any]:
    held = to.full(MODELS["dcim.cable"], to.store.rows["dcim.cable"][identifier], fields=_TRACED)
    return {**held, "status": held["status"]["value"]}


_TRACED = frozenset(
    {"id", "url", "display_url", "type", "status", "label", "color", "length", "length_unit", "description"}
)
