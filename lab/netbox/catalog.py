"""Pages about the server itself: the API's root, its status, the kinds of objects, the check of a token."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

from lab.netbox.permissions import Access
from lab.netbox.display import app_title
from lab.netbox.schema import BY_ENDPOINT, MODELS, Model, type_id
from lab.netbox.serialize import Serializer
from lab.netbox.store import Store

if TYPE_CHECKING:
    from lab.netbox.api import Call

VERSION = "4.4.10"
APPS = tuple(dict.fromkeys(endpoint.split("/")[0] for endpoint in BY_ENDPOINT))
TYPE_IDS = {label: type_id(label) for label in MODELS}


def page(
    store: Store, to: Serializer, access: Access, method: str, parts: list[str], call: Call
) -> tuple[int, Any] | None:
    """The answer where the path names one of these pages."""
    if method not in {"GET", "HEAD"}:
        return None
    del store
    match parts:
        case [""]:
            pages = {app: f"{to.base}/api/{app}/" for app in sorted(APPS)}
            return 200, {**pages, "plugins": f"{to.base}/api/plugins/", "status": f"{to.base}/api/status/"}
        case ["status"]:
            return 200, status()
        case ["authentication-check"]:
            return 200, to.full(MODELS["users.user"], access.user)
        case ["users", "config"]:
            return 200, {}
        case [app] if app in APPS:
            endpoints = sorted(endpoint for endpoint in BY_ENDPOINT if endpoint.startswith(f"{app}/"))
            return 200, {endpoint.split("/")[1]: f"{to.base}/api/{endpoint}/" for endpoint in endpoints}
        case ["core" | "extras", "object-types"]:
            return 200, _types(to, call)
        case ["core" | "extras", "object-types", number] if number.isdigit():
            label = next((label for label, at in TYPE_IDS.items() if at == int(number)), None)
            return (200, _type(to, MODELS[label])) if label else None
    return None


def status() -> dict[str, Any]:
    """What the server says of itself."""
    return {
        "django-version": "5.2.9",
        "hostname": "localhost",
        "installed-apps": {},
        "installed_apps": {},
        "netbox-version": VERSION,
        "netbox-full-version": VERSION,
        "plugins": {},
        "python-version": platform.python_version(),
        "rq-workers-running": 0,
    }


def _types(to: Serializer, call: Call) -> dict[str, Any]:
    from lab.netbox.api import limits  # noqa: PLC0415 - the two modules describe one API

    app, name = call.params.get("app_label"), call.params.get("model")
    found = [
        model
        for label, model in sorted(MODELS.items())
        if (not app or label.split(".")[0] in app) and (not name or label.split(".")[1] in name)
    ]
    limit, offset = limits(call)
    shown = found[offset : offset + limit]
    return {"count": len(found), "next": None, "previous": None, "results": [_type(to, model) for model in shown]}


def _type(to: Serializer, model: Model) -> dict[str, Any]:
    app, name = model.label.split(".")
    features = [
        feature
        for feature, has in (
            ("change_logging", model.stamps),
            ("custom_fields", model.custom),
            ("journaling", model.custom),
            ("tags", model.tags),
        )
        if has
    ]
    app_name = app_title(app)
    return {
        "id": TYPE_IDS[model.label],
        "url": f"{to.base}/api/core/object-types/{TYPE_IDS[model.label]}/",
        "display": f"{app_name} | {model.name}",
        "app_label": app,
        "app_name": app_name,
        "model": name,
        "model_name": model.name,
        "model_name_plural": model.plural,
        "public": True,
        "features": features,
        "is_plugin_model": False,
        "rest_api_endpoint": f"/api/{model.endpoint}/",
        "description": "",
    }
