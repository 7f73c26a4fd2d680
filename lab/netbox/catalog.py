"""Pages about the server itself: the API's root, its status, the kinds of objects, the check of a token."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import Any

from lab.netbox.call import Call, paged
from lab.netbox.description import document
from lab.netbox.display import app_title
from lab.netbox.permissions import Access
from lab.netbox.schema import BY_ENDPOINT, MODELS, Model, type_id
from lab.netbox.serialize import Serializer
from lab.netbox.store import Store

VERSION = "4.4.10"
APPS = tuple(dict.fromkeys(endpoint.split("/")[0] for endpoint in BY_ENDPOINT))
TYPE_IDS = {label: type_id(label) for label in MODELS}


def page(  # noqa: PLR0911 - one return per page
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
        case ["schema"]:
            return 200, document(VERSION)
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
    app, name = call.params.get("app_label"), call.params.get("model")
    found = [
        model
        for label, model in sorted(MODELS.items())
        if (not app or label.split(".")[0] in app) and (not name or label.split(".")[1] in name)
    ]
    return paged(call, found, lambda model: _type(to, model))


_OPTION_TYPES = {"int": "integer", "bool": "boolean", "choice": "choice", "date": "date", "datetime": "datetime"}


def options(model: Model, methods: Sequence[str]) -> dict[str, Any]:
    """What an endpoint says of itself: its fields and the choices of each, for the methods that the token is let use."""
    fields: dict[str, Any] = {}
    for item in model.fields.values():
        about: dict[str, Any] = {
            "type": _OPTION_TYPES.get(item.kind, "field" if item.kind in {"ref", "refs", "json"} else "string"),
            "required": item.required,
            "read_only": not item.stored,
            "label": item.label[:1].upper() + item.label[1:],
        }
        if item.kind == "choice":
            about["choices"] = [{"value": value, "display_name": text} for value, text in item.choices.items()]
        fields[item.name] = about
    return {
        "name": f"{model.name[:1].upper()}{model.name[1:]} List",
        "description": "",
        "renders": ["application/json", "text/html"],
        "parses": ["application/json", "multipart/form-data"],
        **({"actions": dict.fromkeys(methods, fields)} if methods else {}),
    }


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
