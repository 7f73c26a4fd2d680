"""What the server says of its own lists in OpenAPI's words: enough for clients that check filters' names beforehand."""

from __future__ import annotations

from functools import cache
from typing import Any

from lab.netbox.filters import parameters
from lab.netbox.schema import MODELS


@cache
def document(version: str) -> dict[str, Any]:
    """Each list with the parameters that it takes; the shapes of objects stand in NetBox's own document alone."""
    major_minor = ".".join(version.split(".")[:2])
    return {
        "openapi": "3.0.3",
        "info": {"title": "NetBox REST API", "version": f"{version} ({major_minor})"},
        "paths": {
            f"/api/{model.endpoint}/": {
                "get": {"parameters": [{"in": "query", "name": name} for name in parameters(model)]}
            }
            for model in MODELS.values()
        },
    }
