"""The declarations as what NetBox should hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from netbox_sync.desired.wanted import Origin, Wanted
from netbox_sync.pull import feed
from netbox_sync.views import declarations, templates
from netbox_sync.views.declarations import Declarations
from netbox_sync.views.faults import KindUnknown
from netbox_sync.views.policy import Policy

VERSION = 1
"""Of the declarations: raised when a shipped view changes its meaning."""

MARK = "[altyapi"
"""Stands in the description of everything that is ours alone, so that nobody else's object is taken for it."""

KINDS: dict[str, str] = {
    "choices": "extras/custom-field-choice-sets",
    "fields": "extras/custom-fields",
    "tags": "extras/tags",
    "filters": "extras/saved-filters",
    "tables": "extras/table-configs",
    "templates": "extras/export-templates",
    "links": "extras/custom-links",
    "webhooks": "extras/webhooks",
    "rules": "extras/event-rules",
    "groups": "users/groups",
    "permissions": "users/permissions",
}
"""What `--limit-kinds` names -> the list in NetBox, in the order in which they can be made."""

MIME_TYPES = {"csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}


def wanted(policy: Policy | None = None, day: date | None = None) -> list[Wanted]:
    """Everything, the snapshot's feed too, in the order in which NetBox can take it. `day`: see `templates.code`."""
    declared = declarations.load()
    return [
        *_fields(declared),
        *_views(declared, policy or Policy(), day),
        *feed.templates(),
        *_links(declared),
        *_access(declared),
    ]


def of_kinds(some: Sequence[Wanted], kinds: Sequence[str]) -> list[Wanted]:
    """Those of the kinds named, all of them where none is. Raises KindUnknown."""
    for kind in kinds:
        if kind not in KINDS:
            raise KindUnknown(kind=kind, known=", ".join(KINDS))
    endpoints = {KINDS[kind] for kind in kinds}
    return [one for one in some if not kinds or one.endpoint in endpoints]


def marked(words: str, subject: str) -> str:
    """A description that says whose the object is, and of which version."""
    return f"{words} {MARK} {subject} v{VERSION}]".strip()


def _fields(declared: Declarations) -> Iterator[Wanted]:
    for one in declared.fields.choice_sets:
        yield _one(
            "choices", "fields", {"name": one.name}, {"extra_choices": [list(pair) for pair in one.choices.items()]}
        )
    for field in declared.fields.custom_fields:
        body: dict[str, Any] = {
            "label": field.label,
            "type": field.type,
            "object_types": list(field.object_types),
            "description": field.description,
        }
        if field.choices:
            body["choice_set"] = {"name": field.choices}
        if field.points_to:
            body["related_object_type"] = field.points_to
        if field.unique:
            body["unique"] = True
        yield _one("fields", "fields", {"name": field.name}, body)
    for tag in declared.fields.tags:
        yield _one(
            "tags",
            "fields",
            {"slug": tag.slug},
            {"name": tag.name, "color": tag.color, "description": tag.description},
        )


def _views(declared: Declarations, policy: Policy, day: date | None) -> Iterator[Wanted]:
    for view in declared.views.views:
        basis = declared.views.short_basis(view)
        for weight, one in enumerate(view.filters):
            yield _one(
                "filters",
                "views",
                {"slug": one.slug},
                {
                    "name": one.name,
                    "object_types": list(one.object_types or (view.object_type,)),
                    "description": marked(f"{one.about or view.about} {basis}", view.slug),
                    "weight": view.number * 10 + weight,
                    "enabled": True,
                    "shared": True,
                    "parameters": one.parameters,
                },
            )
        yield _one(
            "tables",
            "views",
            {"name": view.name},
            {
                "object_type": view.object_type,
                "table": view.table.table,
                "description": marked(f"{view.about} {basis}", view.slug),
                "weight": view.number * 10,
                "enabled": True,
                "shared": True,
                "columns": list(view.table.columns),
                "ordering": list(view.table.ordering),
            },
        )
        for format_ in templates.FORMATS:
            yield _one(
                "templates",
                "views",
                {"name": view.export(format_)},
                {
                    "object_types": [view.object_type],
                    "description": marked(f"{view.about} {basis}", f"{view.slug} {format_}"),
                    "template_code": templates.code(declared, view, format_, policy, day),
                    "mime_type": MIME_TYPES[format_],
                    "file_name": f"denetim-{view.number:02}-{view.slug}",
                    "file_extension": format_,
                    "as_attachment": format_ == "csv",
                },
            )


def _links(declared: Declarations) -> Iterator[Wanted]:
    for weight, link in enumerate(declared.links.links):
        sheet = quote(declared.views.view(link.sheet).export("html")) if link.sheet else ""
        yield _one(
            "links",
            "links",
            {"name": f"{declared.links.group}: {link.name}"},
            {
                "object_types": list(link.object_types),
                "enabled": True,
                "weight": 100 + weight,
                "group_name": declared.links.group,
                "button_class": "default",
                "new_window": bool(sheet),
                "link_text": link.name,
                "link_url": link.url.replace("{sheet}", sheet),
            },
        )


def _access(declared: Declarations) -> Iterator[Wanted]:
    group = declared.access.group
    yield _one("groups", "access", {"name": group.name}, {"description": marked(group.description, "access")})
    for one in declared.access.permissions:
        yield _one(
            "permissions",
            "access",
            {"name": one.name},
            {
                "description": marked(one.description, "access"),
                "enabled": True,
                "object_types": list(one.object_types),
                "actions": ["view"],
                "constraints": one.constraints,
                "groups": [{"name": group.name}],
            },
        )


def _one(kind: str, file: str, key: dict[str, Any], body: dict[str, Any]) -> Wanted:
    return Wanted(
        endpoint=KINDS[kind], key=key, body=body, origin=Origin(file=f"netbox_sync/views/declarations/{file}.yml")
    )
