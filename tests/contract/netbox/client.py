"""Plain HTTP to a NetBox, and the yard: a place that remembers what a test made and clears it away."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

MISSING_ID = 2_000_000_000  # no NetBox has got this far
TIMEOUT_S = 120


@dataclass(frozen=True)
class NetBox:
    """Where a NetBox is and the key of a superuser's token."""

    kind: str
    url: str
    token: str


class Api:
    """One user's view of a NetBox's REST API; paths are below `/api/` and have no slash at either end."""

    def __init__(self, url: str, token: str | None) -> None:
        self.url = url.rstrip("/")
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Token {token}"
        self.http = httpx.Client(base_url=f"{self.url}/api/", headers=headers, timeout=TIMEOUT_S)

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        """Sends one request and gives back whatever came."""
        content = {} if body is None else {"json": body}
        return self.http.request(method, f"{path}/", params=query or None, **content)

    def get(self, path: str, **query: Any) -> Any:
        return self._good(self.call("GET", path, **query), 200)

    def found(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The objects that a filter finds, which must all fit on one page."""
        page = self.get(path, **query)
        assert page["next"] is None, page["next"]
        results: list[dict[str, Any]] = page["results"]
        return results

    def post(self, path: str, body: Any) -> Any:
        return self._good(self.call("POST", path, body), 201)

    def patch(self, path: str, body: Any) -> Any:
        return self._good(self.call("PATCH", path, body), 200)

    def delete(self, path: str, body: Any = None) -> None:
        self._good(self.call("DELETE", path, body), 204)

    def refused(self, method: str, path: str, body: Any = None, *, status: int = 400) -> Any:
        """The body of an answer that must be an error."""
        return self._good(self.call(method, path, body), status)

    @staticmethod
    def _good(response: httpx.Response, status: int) -> Any:
        assert response.status_code == status, f"{response.request.method} {response.url}: {response.text[:2000]}"
        return response.json() if response.content else None


class Yard:
    """Makes objects under one random prefix and deletes them at the end, the last made first."""

    def __init__(self, api: Api, prefix: str | None = None) -> None:
        self.api = api
        self.prefix = prefix or f"ct{secrets.token_hex(4)}"
        self._made: list[tuple[str, int]] = []

    def name(self, suffix: str = "") -> str:
        """A name of this yard; fit for slugs and host names."""
        return f"{self.prefix}-{suffix}" if suffix else self.prefix

    def make(self, path: str, **fields: Any) -> dict[str, Any]:
        """Creates one object from exactly the given fields."""
        made: dict[str, Any] = self.api.post(path, fields)
        self.adopt(path, made)
        return made

    def named(self, path: str, suffix: str = "", **fields: Any) -> dict[str, Any]:
        """Creates an object that has a name and a slug."""
        name = self.name(suffix)
        return self.make(path, name=name, slug=name, **fields)

    def adopt(self, path: str, made: dict[str, Any] | Sequence[dict[str, Any]]) -> None:
        """Takes what a test made by itself into the clearing-up."""
        for one in [made] if isinstance(made, dict) else made:
            self._made.append((path, one["id"]))

    def clear(self) -> None:
        """Deletes everything; what is protected by something younger that a test forgot is tried again after it."""
        left = list(reversed(self._made))
        self._made.clear()
        for _ in range(3):
            left = [one for one in left if self.api.call("DELETE", f"{one[0]}/{one[1]}").status_code not in {204, 404}]
            if not left:
                return
        raise AssertionError(f"left behind in {self.api.url}: {left}")


@contextmanager
def cleared(yard: Yard) -> Iterator[Yard]:
    try:
        yield yard
    finally:
        yard.clear()
