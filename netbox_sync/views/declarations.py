"""What stands in `declarations/`: fields, tags, access, links and views, as types."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, TypeVar

from pydantic import Field

from netbox_sync import yamltext
from netbox_sync.model import Frozen

Part = TypeVar("Part", bound=Frozen)
FOLDER = resources.files("netbox_sync.views") / "declarations"


class ChoiceSet(Frozen):
    name: str
    choices: dict[str, str]  # value -> label, in the order in which people choose


class CustomField(Frozen):
    name: str = Field(pattern=r"^[A-Za-z0-9_]+$")
    label: str
    type: str
    object_types: tuple[str, ...]  # object types
    choices: str = ""  # a choice set's name
    points_to: str = ""  # of type object: the object type of what it names
    unique: bool = False  # no two objects hold the same
    description: str = ""


class Tag(Frozen):
    name: str
    slug: str
    color: str
    description: str


class Fields(Frozen):
    choice_sets: tuple[ChoiceSet, ...]
    custom_fields: tuple[CustomField, ...]
    tags: tuple[Tag, ...]


class Group(Frozen):
    name: str
    description: str


class Permission(Frozen):
    """What the group may see; `constraints` as NetBox takes them, None for every object."""

    name: str
    description: str
    object_types: tuple[str, ...]
    constraints: dict[str, Any] | None = None


class Access(Frozen):
    group: Group
    permissions: tuple[Permission, ...]


class Link(Frozen):
    name: str
    object_types: tuple[str, ...]
    url: str
    sheet: str = ""  # the view whose printable sheet opens


class Links(Frozen):
    group: str
    links: tuple[Link, ...]


class Filter(Frozen):
    """A saved filter; `object_types` where it serves more object types than its view's own, `about` where the view's own
    words do not say what it shows."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str
    about: str = ""
    parameters: dict[str, list[str]]
    object_types: tuple[str, ...] = ()


class Table(Frozen):
    """Columns and order of NetBox's own table of that name."""

    table: str
    columns: tuple[str, ...]
    ordering: tuple[str, ...]


class View(Frozen):
    """One question of an auditor. `number`: its place in the audit catalogue; `bigr`, `iso`: what it serves."""

    slug: str = Field(pattern=r"^[a-z0-9-]+$")
    number: int
    title: str
    about: str
    endpoint: str
    object_type: str
    bigr: tuple[str, ...]
    iso: tuple[str, ...]
    filters: tuple[Filter, ...]
    table: Table

    @property
    def name(self) -> str:
        """How the view stands in NetBox's menus."""
        return f"Denetim {self.number:02} {self.title}"

    def export(self, format_: str) -> str:
        """The name of its export template, `csv` or `html`."""
        return f"{self.name} ({'CSV' if format_ == 'csv' else 'yazdır'})"


class Views(Frozen):
    bigr_version: str
    views: tuple[View, ...]

    def view(self, slug: str) -> View:
        return next(one for one in self.views if one.slug == slug)

    def basis(self, view: View) -> str:
        """What the view serves, as it is printed."""
        iso = ", ".join(f"A.{number}" for number in view.iso)
        return f"BİGR {self.bigr_version}: {', '.join(view.bigr)} · ISO/IEC 27001:2022: {iso}"

    def short_basis(self, view: View) -> str:
        """The same where there is little room."""
        iso = ", ".join(f"A.{number}" for number in view.iso)
        return f"BİGR {self.bigr_version} {', '.join(view.bigr)}; ISO 27001 {iso}"


class Declarations(Frozen):
    """Everything that `inv netbox.views` owns, as it is shipped."""

    fields: Fields
    access: Access
    links: Links
    views: Views


@cache
def load() -> Declarations:
    """The shipped declarations: the same for every institution; what differs is `Policy`."""
    return Declarations(
        fields=_read("fields", Fields),
        access=_read("access", Access),
        links=_read("links", Links),
        views=_read("views", Views),
    )


def _read(name: str, model: type[Part]) -> Part:
    return model.model_validate(yamltext.read((FOLDER / f"{name}.yml").read_text("utf-8")))
