"""Who may do what: tokens, and object permissions by type, action and constraints."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lab.netbox.constraints import permitted
from lab.netbox.errors import denied, detail
from lab.netbox.schema import MODELS, Model
from lab.netbox.store import Row, Store

ACTIONS = {"GET": "view", "HEAD": "view", "POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """One request's user and token."""

    def __init__(self, store: Store, user: Row, token: Row) -> None:
        self.store = store
        self.user = user
        self.token = token
        self._all: list[Row] | None = None

    def _permissions(self) -> list[Row]:
        if self._all is None:
            ids = set(self.user["permissions"])
            for group in self.user["groups"]:
                ids |= set(self.store.rows["users.group"][group]["permissions"])
            rows = self.store.rows["users.objectpermission"]
            self._all = [rows[each] for each in sorted(ids) if each in rows and rows[each]["enabled"]]
        return self._all

    def require(self, method: str, model: Model) -> Callable[[Row], bool]:
        """Whether a row is within the user's reach for this method. Raises 403 where none can be."""
        if method not in SAFE and not self.token["write_enabled"]:
            raise denied()
        action = ACTIONS.get(method)
        if action is None or self.user["is_superuser"]:
            return _any
        if model.label == "users.token":
            # one's own tokens need no permission
            return lambda row: row["user"] == self.user["id"]
        granted = [
            row for row in self._permissions() if model.label in row["object_types"] and action in row["actions"]
        ]
        if not granted:
            raise denied()
        if any(row["constraints"] in (None, {}, []) for row in granted):
            return _any
        alternatives: list[dict[str, Any]] = []
        for row in granted:
            alternatives += row["constraints"] if isinstance(row["constraints"], list) else [row["constraints"]]
        return permitted(
            self.store, model, [{name: self._own(value) for name, value in each.items()} for each in alternatives]
        )

    def _own(self, value: Any) -> Any:
        return self.user["id"] if value == "$user" else value


def _any(_: Row) -> bool:
    return True


def _covers(text: str, client: str) -> bool:
    return ipaddress.ip_address(client) in ipaddress.ip_network(text)


def authenticate(store: Store, header: str | None, client: str) -> Access:
    """The user of a request. Raises NetBox's 403."""
    words = (header or "").split()
    if not words or words[0].lower() != "token":
        raise detail(403, "Authentication credentials were not provided.")
    if len(words) == 1:
        raise detail(403, "Invalid token header. No credentials provided.")
    if len(words) > 2:
        raise detail(403, "Invalid token header. Token string should not contain spaces.")
    found = store.having("users.token", "key", words[1])
    if not found:
        raise detail(403, "Invalid token")
    token = store.rows["users.token"][next(iter(found))]
    if token["allowed_ips"] and not any(_covers(each, client) for each in token["allowed_ips"]):
        raise detail(403, f"Source IP {client} is not permitted to authenticate using this token.")
    if token["expires"] and datetime.fromisoformat(token["expires"]) < datetime.now(UTC):
        raise detail(403, "Token expired")
    user = store.rows["users.user"][token["user"]]
    if not user["is_active"]:
        raise detail(403, "User inactive")
    return Access(store, user, token)


def create_user(store: Store, username: str, *, superuser: bool = True) -> Row:
    """The user of that name, made where there is none."""
    for each in store.having("users.user", "username", username):
        return store.rows["users.user"][each]
    row = {item.name: item.empty for item in MODELS["users.user"].stored}
    joined = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return store.insert(
        "users.user", {**row, "username": username, "is_superuser": superuser, "is_active": True, "date_joined": joined}
    )


def create_token(store: Store, key: str, user: Row, *, writes: bool) -> Row:
    """The token of that key, made where there is none."""
    for each in store.having("users.token", "key", key):
        return store.rows["users.token"][each]
    row = {item.name: item.empty for item in MODELS["users.token"].stored}
    created = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return store.insert(
        "users.token", {**row, "key": key, "user": user["id"], "write_enabled": writes, "created": created}
    )
