"""A request as the API sees it, and the page of a list that it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from lab.netbox.errors import detail

PAGE = 50
MAX_PAGE = 1000
Item = TypeVar("Item")


@dataclass(frozen=True)
class Call:
    """A request as the API sees it."""

    method: str
    path: str
    base: str
    params: Mapping[str, list[str]]
    body: bytes = b""
    authorization: str | None = None
    request_id: str = ""
    client: str = "127.0.0.1"

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return self.params.get(name, [default])[-1]

    def data(self) -> Any:
        """The body as JSON. Raises 400."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise detail(400, f"JSON parse error - {error}") from error


@dataclass(frozen=True)
class Page:
    """An answer that is not JSON."""

    text: str
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def limits(call: Call) -> tuple[int, int]:
    """How many objects a page has, and how many come before it."""
    limit, offset = PAGE, 0
    text = call.one("limit")
    if text.isdigit():
        limit = min(MAX_PAGE, int(text)) or MAX_PAGE
    if call.one("offset").isdigit():
        offset = int(call.one("offset"))
    return limit, offset


def paged(call: Call, items: Sequence[Item], show: Callable[[Item], Any] = lambda item: item) -> dict[str, Any]:
    """The page of a list, with links to the ones before and after it."""
    limit, offset = limits(call)
    return {
        "count": len(items),
        "next": _link(call, limit, offset + limit) if offset + limit < len(items) else None,
        "previous": _link(call, limit, offset - limit) if offset > 0 else None,
        "results": [show(item) for item in items[offset : offset + limit]],
    }


def _link(call: Call, limit: int, offset: int) -> str:
    params: dict[str, list[str]] = {**call.params, "limit": [str(limit)], "offset": [str(offset)]}
    if offset <= 0:
        del params["offset"]
    return f"{call.base}{call.path}?{urlencode(sorted(params.items()), doseq=True)}"
