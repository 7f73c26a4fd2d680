"""Export templates: one text per view and format, put together from the parts in `templates/`.

NetBox renders a template over the list as it is filtered, in Jinja's sandbox, with nothing but `queryset`; so the limits,
the words and the reference day stand in the text, and a template can't include another one.
"""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources
from typing import Any, Literal

from netbox_sync.views.declarations import Declarations, View
from netbox_sync.views.policy import Policy

Format = Literal["csv", "html"]
FORMATS: tuple[Format, ...] = ("csv", "html")
FOLDER = resources.files("netbox_sync.views") / "templates"

OPENING = "=+-@\t\r＝＋－＠"
"""What makes a spreadsheet program read a cell as a formula; such text gets an apostrophe before it."""

STATUS_WORDS = {
    "active": "Etkin",
    "planned": "Planlandı",
    "staged": "Hazırlandı",
    "failed": "Arızalı",
    "offline": "Kapalı",
    "inventory": "Depoda",
    "decommissioning": "Hizmetten çıkarılıyor",
    "decommissioned": "Hizmetten çıkarıldı",
    "paused": "Duraklatıldı",
    "provisioning": "Kuruluyor",
    "deprovisioning": "Kapatılıyor",
    "container": "Kapsayıcı",
    "reserved": "Ayrılmış",
    "deprecated": "Kullanımdan kalkıyor",
    "dhcp": "DHCP",
    "slaac": "SLAAC",
    "disabled": "Devre dışı",
}
FIELD_WORDS = {
    "serial": "Seri no",
    "asset_tag": "Demirbaş no",
    "tenant": "Birim",
    "location": "Oda",
    "rack": "Kabin",
    "platform": "İşletim sistemi",
    "name": "Ad",
}


def code(declared: Declarations, view: View, format_: Format, policy: Policy, day: date | None) -> str:
    """The template's text. `day`: the day that dates are judged by; None is the day on which it is rendered."""
    rows = _part(f"rows/{view.slug}.j2")
    constants: dict[str, Any] = {
        "title": view.title,
        "about": view.about,
        "basis": declared.views.basis(view),
        "as_of": day.isoformat() if day else "",
        "policy": _used(rows, policy),
        "status_words": STATUS_WORDS,
        "field_words": _labels(declared),
        "words": {
            field.name: next(one.choices for one in declared.fields.choice_sets if one.name == field.choices)
            for field in declared.fields.custom_fields
            if field.choices
        },
        "opening": OPENING,
    }
    body = "\n".join((_part("start.j2"), rows, _part(f"{format_}.j2")))
    told = "\n".join(
        f"{{%- set {name} = {_literal(value)} -%}}"
        for name, value in constants.items()
        if re.search(rf"\b{name}\b", body)
    )
    return f"{told}\n{body}".strip()  # as NetBox stores it


def _literal(value: Any) -> str:
    """The value as Jinja reads it, a mapping with a line per key: so that a difference shows what changed."""
    if not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    lines = (f"  {json.dumps(key)}: {json.dumps(one, ensure_ascii=False)}" for key, one in value.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def _part(name: str) -> str:
    return (FOLDER / name).read_text("utf-8").strip("\n")


def _used(rows: str, policy: Policy) -> dict[str, Any]:
    """That part of the policy which a view names: others may change without its text becoming another one."""
    named = set(re.findall(r"\bpolicy\.(\w+)", rows))
    return {name: value for name, value in policy.model_dump(mode="json").items() if name in named}


def _labels(declared: Declarations) -> dict[str, str]:
    own = {f"cf.{field.name}": field.label for field in declared.fields.custom_fields}
    return FIELD_WORDS | own
