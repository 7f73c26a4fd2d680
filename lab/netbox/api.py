"""One request after another, without HTTP: method, path, query and body in, status and body out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.netbox import available, catalog, extras
from lab.netbox.call import Call, Page, paged
from lab.netbox.changes import Author
from lab.netbox.errors import ApiError, InvalidError, conflict, denied, detail, missing
from lab.netbox.exports import export
from lab.netbox.filters import joins, select, with_saved
from lab.netbox.objects import Objects
from lab.netbox.ordering import arrange
from lab.netbox.permissions import SAFE, Access, authenticate
from lab.netbox.schema import BY_ENDPOINT, Model
from lab.netbox.serialize import WITH_CONTEXT, Serializer
from lab.netbox.store import Row, Store

READ_ONLY = frozenset({"core.objectchange"})
NO_PAGE = "No such page."
Answer = tuple[int, Any]


class Api:
    """All endpoints over one store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.objects = Objects(store)
        self._serializers: dict[tuple[str, bool], Serializer] = {}

    def serializer(self, base: str, *, partial: bool = False) -> Serializer:
        """The one for this base URL, fresh for a new request."""
        key = (base, partial)
        if key not in self._serializers:
            self._serializers[key] = Serializer(self.store, base, partial=partial)
        found = self._serializers[key]
        found.refresh()
        return found

    def answer(self, call: Call) -> Answer:
        """Status and body; never raises for anything that a client can send."""
        try:
            with self.store.lock:
                return self._route(call)
        except ApiError as error:
            return error.status, error.body

    def _route(self, call: Call) -> Answer:
        parts = call.path.removeprefix("/api").strip("/").split("/")
        if parts == ["users", "tokens", "provision"] and call.method == "POST":
            return extras.provision(self, call)
        access = authenticate(self.store, call.authorization, call.client)
        if page := catalog.page(self.store, self.serializer(call.base), access, call.method, parts, call):
            return page
        model = BY_ENDPOINT.get("/".join(parts[:2]))
        if model is None or len(parts) > 4:
            raise detail(404, NO_PAGE)
        if len(parts) == 2:
            return self._list_route(call, access, model)
        if call.path.endswith("/users/tokens/provision/"):
            raise detail(405, f'Method "{call.method}" not allowed.')
        if not parts[2].isdigit():
            raise detail(404, "Not found.")
        if len(parts) == 4 and parts[3] in extras.PAGES:
            row = self.find(model, int(parts[2]), self.allow(call, access, model))
            return extras.page(self.serializer(call.base), call, model, row, parts[3])
        if len(parts) == 4:
            return available.answer(self, call, access, model, int(parts[2]), parts[3])
        return self._object_route(call, access, model, int(parts[2]))

    # --- lists

    def _list_route(self, call: Call, access: Access, model: Model) -> Answer:
        allowed = self.allow(call, access, model)
        if call.method == "OPTIONS":
            return 200, catalog.options(
                model, [method for method in ("POST", "PUT") if self._lets(access, method, model)]
            )
        if call.method in {"GET", "HEAD"}:
            return 200, self._export(
                call, model, allowed
            ) if "export" in call.params and model.label not in READ_ONLY else self._list(call, model, allowed)
        data = call.data()
        author = self.author(call, access)
        if call.method == "POST":
            return self._create(call, access, model, data, author)
        return self._bulk(call, access, model, data, author, allowed)

    @staticmethod
    def _lets(access: Access, method: str, model: Model) -> bool:
        try:
            access.require(method, model)
        except ApiError:
            return False
        return True

    def allow(self, call: Call, access: Access, model: Model) -> Callable[[Row], bool]:
        """Which rows this user may reach with this method. Raises 403 and 405."""
        allowed = access.require(call.method, model)
        if call.method not in SAFE | {"POST", "PUT", "PATCH", "DELETE"} or (
            model.label in READ_ONLY and call.method not in SAFE
        ):
            raise detail(405, f'Method "{call.method}" not allowed.')
        return allowed

    def author(self, call: Call, access: Access) -> Author:
        """Who the change log names for this request."""
        return Author(user=access.user, request_id=call.request_id)

    def _chosen(self, call: Call, model: Model, allowed: Callable[[Row], bool]) -> list[Row]:
        """The rows that the request's filters leave, in the order it asks for."""
        ids = select(self.store, model, with_saved(self.store, call.params))
        table = self.store.rows[model.label]
        rows = [row for each in (table if ids is None else ids) if (row := table.get(each)) and allowed(row)]
        return arrange(self.store, model, rows, call.one("ordering") or None)

    def _export(self, call: Call, model: Model, allowed: Callable[[Row], bool]) -> Page:
        rows = self._chosen(call, model, allowed)
        return export(
            self.store, model, call.one("export"), rows, distinct=joins(model, with_saved(self.store, call.params))
        )

    def _list(self, call: Call, model: Model, allowed: Callable[[Row], bool]) -> Any:
        rows = self._chosen(call, model, allowed)
        fields, exclude = chosen(call, model)
        to = self.serializer(call.base)
        return paged(call, rows, lambda row: to.full(model, row, fields=fields, exclude=exclude))

    def shown(self, call: Call, model: Model, row: Row) -> dict[str, Any]:
        """An object as the answer to a request shows it."""
        fields, exclude = chosen(call, model)
        to = self.serializer(call.base, partial=call.method == "PATCH")
        return to.full(model, row, fields=fields, exclude=exclude, fresh=call.method == "POST")

    def _create(self, call: Call, access: Access, model: Model, data: Any, author: Author) -> Answer:
        many = isinstance(data, list)
        if many and not data:
            name = "serializer" if model.label == "dcim.device" else ""
            text = f"cannot access local variable '{name}' where it is not associated with a value"
            raise conflict("UnboundLocalError", text) if name else conflict("IndexError", "list index out of range")
        with self.store.transaction():
            make = self.objects
            rows = make.create_many(model, data, author) if many else [make.create(model, data, author)]
            self.still_allowed(call, access, model, rows)
        # the rows as they are after everything that followed from them
        shown = [self.shown(call, model, self.store.rows[model.label][row["id"]]) for row in rows]
        if model.label == "ipam.vlangroup":
            for each, sent in zip(shown, data if many else [data], strict=True):
                if "vid_ranges" not in sent:
                    each["vid_ranges"] = [[1, 4093]]  # NetBox shows its default so until it has read it again
        return 201, shown if many else shown[0]

    def still_allowed(self, call: Call, access: Access, model: Model, rows: list[Row]) -> None:
        """Refuse a change that leaves an object where the user's permissions do not reach."""
        allowed = access.require(call.method, model)
        if not all(allowed(row) for row in rows):
            raise denied()

    def _bulk(
        self, call: Call, access: Access, model: Model, data: Any, author: Author, allowed: Callable[[Row], bool]
    ) -> Answer:
        if not isinstance(data, list):
            raise InvalidError(
                {"non_field_errors": [f'Expected a list of items but got type "{type(data).__name__}".']}
            )
        errors = [_id_error(each) for each in data]
        if any(errors):
            raise InvalidError(errors)
        # ids that do not exist, or are out of the user's reach, are passed over
        wanted = {int(each["id"]): each for each in data}
        table = self.store.rows[model.label]
        rows = [row for each in wanted if (row := table.get(each)) and allowed(row)]
        rows = arrange(self.store, model, rows, None)
        with self.store.transaction():
            if call.method == "DELETE":
                for row in rows:
                    if row["id"] in table:
                        message = str(wanted[row["id"]].get("changelog_message") or "")
                        self.objects.delete(model, row["id"], author, message)
                return 204, None
            changed = [
                self.objects.update(model, row["id"], wanted[row["id"]], author, partial=call.method == "PATCH")
                for row in rows
            ]
            self.still_allowed(call, access, model, changed)
        return 200, [self.shown(call, model, table[row["id"]]) for row in changed]

    # --- one object

    def find(self, model: Model, identifier: int, allowed: Callable[[Row], bool]) -> Row:
        """The row. Raises 404."""
        row = self.store.get(model.label, identifier)
        if row is None or not allowed(row):
            raise missing(model.object_name)
        return row

    def _object_route(self, call: Call, access: Access, model: Model, identifier: int) -> Answer:
        allowed = self.allow(call, access, model)
        if call.method == "POST":
            raise detail(405, 'Method "POST" not allowed.')
        row = self.find(model, identifier, allowed)
        if call.method in {"GET", "HEAD"}:
            return 200, self.shown(call, model, row)
        author = self.author(call, access)
        data = call.data()
        if call.method == "DELETE":
            message = str(data.get("changelog_message") or "") if isinstance(data, dict) else ""
            self.objects.delete(model, identifier, author, message)
            return 204, None
        with self.store.transaction():
            changed = self.objects.update(model, identifier, data, author, partial=call.method == "PATCH")
            self.still_allowed(call, access, model, [changed])
        return 200, self.shown(call, model, self.store.rows[model.label][identifier])


def _id_error(each: Any) -> dict[str, list[str]]:
    if not isinstance(each, dict):
        return {"non_field_errors": [f"Invalid data. Expected a dictionary, but got {type(each).__name__}."]}
    if "id" not in each:
        return {"id": ["This field is required."]}
    if isinstance(each["id"], bool) or not str(each["id"]).isdigit():
        return {"id": ["A valid integer is required."]}
    return {}


def chosen(call: Call, model: Model) -> tuple[set[str] | None, frozenset[str]]:
    """Which fields the request wants, and which it does without."""
    exclude: set[str] = set()
    if model.label in WITH_CONTEXT and "config_context" in call.params.get("exclude", []):
        exclude.add("config_context")
    if model.label in READ_ONLY:
        return None, frozenset()
    if call.one("fields"):
        return set(call.one("fields").split(",")), frozenset(exclude)
    if call.method == "GET" and call.one("brief") and model.brief:
        return {"id", "url", "display", *model.brief}, frozenset(exclude)
    return None, frozenset(exclude)
