"""Creating, changing and deleting objects: NetBox's order of checks, its side effects, its protection of what is in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lab.netbox import effects, rules
from lab.netbox.changes import Author, record
from lab.netbox.customfields import CustomFields
from lab.netbox.display import app_title, display
from lab.netbox.errors import ApiError, FieldError, InvalidError, conflict
from lab.netbox.schema import MODELS, REFERRERS, Field, Model, Unique
from lab.netbox.store import Key, Row, Store
from lab.netbox.values import parse, related, stamp


class Objects:
    """The write side. Every method joins the caller's transaction or makes its own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.custom = CustomFields(store)
        self._definitions = store.definitions

    def now(self) -> str:
        """The current time as objects are stamped with it."""
        return stamp(datetime.now(UTC))

    # --- reading what was sent

    def clean(self, model: Model, sent: Any, before: Row | None, *, partial: bool) -> Row:
        """The row that the request asks for, fully validated. Raises InvalidError."""
        if not isinstance(sent, Mapping):
            raise InvalidError({"non_field_errors": [f"Invalid data. Expected a dictionary, but got {_kind(sent)}."]})
        errors: dict[str, list[str]] = {}
        values: Row = {}
        for item in model.stored:
            self._one(model, item, sent, before, values, errors, partial=partial)
        if model.tags:
            self._tags(model, sent, before, values, errors)
        if model.custom:
            self._custom(model, sent, before, values, errors)
        if errors:
            raise InvalidError(errors)
        row = {**(before or {}), **values}
        self._generics(model, row)
        effects.prepare(self.store, model.label, row, before, sent)
        self._whole(model, row, before)
        return row

    def _one(
        self,
        model: Model,
        item: Field,
        sent: Mapping[str, Any],
        before: Row | None,
        values: Row,
        errors: dict[str, list[str]],
        *,
        partial: bool,
    ) -> None:
        if item.name not in sent:
            if partial:
                return
            if item.required:
                errors[item.name] = ["This field is required."]
            elif before is None:
                values[item.name] = item.empty
            return
        try:
            value = parse(self.store, item, sent[item.name])
        except FieldError as error:
            errors[item.name] = error.messages
            return
        values[item.name] = value
        if "unique" in item.flags and value not in (None, "") and not self._alone(model, item, value, before):
            text = f"{model.name} with this {item.label} already exists."
            errors[item.name] = [_OWN_WORDS.get((model.label, item.name), text)]

    def _alone(self, model: Model, item: Field, value: Any, before: Row | None) -> bool:
        found = self.store.having(model.label, item.name, value)
        return all(before is not None and each == before["id"] for each in found)

    def _tags(
        self, model: Model, sent: Mapping[str, Any], before: Row | None, values: Row, errors: dict[str, list[str]]
    ) -> None:
        if "tags" not in sent:
            if before is None:
                values["tags"] = []
            return
        try:
            if not isinstance(sent["tags"], list):
                raise FieldError(f'Expected a list of items but got type "{type(sent["tags"]).__name__}".')
            values["tags"] = list(dict.fromkeys(related(self.store, "extras.tag", each) for each in sent["tags"]))
            for each in values["tags"]:
                tag = self.store.rows["extras.tag"][each]
                if tag["object_types"] and model.label not in tag["object_types"]:
                    raise ApiError(400, {"detail": f"Tag {tag['name']} cannot be assigned to {model.name} objects."})
        except FieldError as error:
            errors["tags"] = error.messages

    def _custom(
        self, model: Model, sent: Mapping[str, Any], before: Row | None, values: Row, errors: dict[str, list[str]]
    ) -> None:
        if self._definitions != self.store.definitions:
            self.custom, self._definitions = CustomFields(self.store), self.store.definitions
        held = before["custom_fields"] if before else self.custom.defaults(model.label)
        try:
            if "custom_fields" in sent:
                given = self.custom.read(model.label, sent["custom_fields"])
                # a new object has only what was sent until it is saved, when the defaults come in
                values["custom_fields"] = {**(before["custom_fields"] if before else {}), **given}
            else:
                values["custom_fields"] = dict(held)
        except FieldError as error:
            errors["custom_fields"] = error.messages

    def _generics(self, model: Model, row: Row) -> None:
        for name in model.generics:
            kind, identifier = row[f"{name}_type"], row[f"{name}_id"]
            if kind in MODELS and identifier is not None and self.store.get(kind, identifier) is None:
                text = f"Related object not found using the provided value: {identifier}."
                if model.label == "extras.journalentry":
                    shown = f"{app_title(kind.split('.')[0])} > {_capital(MODELS[kind].name)}"
                    raise InvalidError({"non_field_errors": [f"Invalid {name}: {shown} ID {identifier}"]})
                raise InvalidError({f"{name}_id": [text]})

    def _ones(self, model: Model, row: Row, before: Row | None) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for item in model.stored:
            if (
                "one" in item.flags
                and row[item.name] is not None
                and not self._alone(model, item, row[item.name], before)
            ):
                label = item.label[0].upper() + item.label[1:]
                title = model.name[0].upper() + model.name[1:]
                errors[item.name] = [f"{title} with this {label} already exists."]
        return errors

    def _whole(self, model: Model, row: Row, before: Row | None) -> None:
        errors = self._ones(model, row, before)
        if model.custom:
            try:
                row["custom_fields"] = self.custom.check(
                    model.label, row["custom_fields"], but=before["id"] if before else None
                )
            except FieldError as error:
                errors.setdefault("__all__", []).extend(error.messages)
        try:
            rules.check(self.store, model.label, row, before)
        except InvalidError as error:
            for name, messages in error.errors.items():
                errors.setdefault(name, []).extend(messages)
        for rule in model.unique:
            # a field that is wrong by itself is not compared
            if errors.keys() & set(rule.fields):
                continue
            if self.store.clash(model, rule, row, but=before["id"] if before else None):
                errors.setdefault("__all__", []).append(_unique_message(model, rule))
        if errors:
            raise InvalidError(errors)
        if model.custom:
            for name, default in self.custom.defaults(model.label).items():
                if default is not None:
                    row["custom_fields"].setdefault(name, default)

    # --- writing

    def create(self, model: Model, sent: Any, author: Author) -> Row:
        """A new object. Raises InvalidError."""
        with self.store.transaction():
            return self.save_new(model, self.clean(model, sent, None, partial=False), author, _message(sent))

    def create_many(self, model: Model, sent: list[Any], author: Author) -> list[Row]:
        """All or none; devices one after another (so that they see each other), the rest validated first.

        Raises InvalidError with one map per object, or the server error that NetBox gives for a duplicate in the batch.
        """
        with self.store.transaction():
            if model.label == "dcim.device":
                return [self.create(model, each, author) for each in sent]
            rows: list[Row] = []
            errors: list[Any] = []
            for each in sent:
                try:
                    rows.append(self.clean(model, each, None, partial=False))
                    errors.append({})
                except InvalidError as error:
                    errors.append(error.errors)
            if any(errors):
                raise InvalidError(errors)
            return [self.save_new(model, row, author, _message(each)) for row, each in zip(rows, sent, strict=True)]

    def save_new(self, model: Model, row: Row, author: Author, message: str = "") -> Row:
        """Keep a validated new row and do what follows from it."""
        for item in model.stored:
            value = row[item.name]
            if "unique" in item.flags and value not in (None, "") and self.store.having(model.label, item.name, value):
                raise _integrity(model, item.name, value)
        for rule in model.unique:
            if self.store.clash(model, rule, row, but=None):
                raise _integrity(model, ", ".join(rule.fields), ", ".join(str(row[name]) for name in rule.fields))
        now = self.now()
        row = self.store.insert(model.label, {**row, "created": now, "last_updated": now})
        record(self.store, author, model.label, row, None, now=now, deleted=False, message=message)
        effects.created(self, model.label, row, author)
        return self.store.rows[model.label][row["id"]]

    def update(self, model: Model, identifier: int, sent: Any, author: Author, *, partial: bool) -> Row:
        """A changed object. Raises InvalidError."""
        with self.store.transaction():
            before = self.store.rows[model.label][identifier]
            row = self.clean(model, sent, before, partial=partial)
            return self.save(model, before, row, author, _message(sent))

    def save(self, model: Model, before: Row, row: Row, author: Author, message: str = "") -> Row:
        """Keep a validated change and do what follows from it."""
        now = self.now()
        row = self.store.update(model.label, before["id"], {**row, "last_updated": now})
        record(self.store, author, model.label, row, before, now=now, deleted=False, message=message)
        effects.updated(self, model.label, row, before, author)
        return self.store.rows[model.label][row["id"]]

    def patch(self, label: str, identifier: int, values: Row, author: Author) -> None:
        """Set values that follow from another change, without validation."""
        before = self.store.rows[label][identifier]
        now = self.now()
        row = self.store.update(label, identifier, {**values, "last_updated": now})
        record(self.store, author, label, row, before, now=now, deleted=False)

    def delete(self, model: Model, identifier: int, author: Author, message: str = "") -> None:
        """Remove an object and what hangs on it. Raises ApiError 409 where something in use forbids it."""
        with self.store.transaction():
            doomed = self._doomed(model.label, identifier)
            now = self.now()
            for label, each in doomed:
                row = self.store.rows[label][each]
                said = message if (label, each) == (model.label, identifier) else ""
                record(self.store, author, label, row, row, now=now, deleted=True, message=said)
            for label, each in doomed:
                effects.deleting(self, label, self.store.rows[label][each], author)
            for label, each in doomed:
                self._let_go(label, each, doomed, author)
            for label, each in reversed(list(doomed)):
                if each in self.store.rows[label]:
                    self.store.delete(label, each)

    def _doomed(self, label: str, identifier: int) -> dict[Key, None]:
        doomed: dict[Key, None] = {(label, identifier): None}
        waiting = [(label, identifier)]
        protected: dict[Key, None] = {}
        restricted: dict[Key, None] = {}
        while waiting:
            target, each = waiting.pop()
            for model, item in REFERRERS[target]:
                if item.kind in {"refs", "slugs"}:
                    continue
                for other in sorted(self.store.having(model.label, item.name, each)):
                    key = (model.label, other)
                    if item.on_delete == "protect":
                        protected[key] = None
                    elif item.on_delete == "restrict":
                        restricted[key] = None
                    elif item.on_delete == "cascade" and key not in doomed:
                        doomed[key] = None
                        waiting.append(key)
            for key in sorted(self.store.pointing(target, each)):
                if key not in doomed:
                    doomed[key] = None
                    waiting.append(key)
        blocking = list(protected) or [key for key in restricted if key not in doomed]
        if blocking:
            names = ", ".join(
                f"{display(self.store, kind, self.store.rows[kind][each])} ({each})" for kind, each in blocking
            )
            raise ApiError(
                409, {"detail": f"Unable to delete object. {len(blocking)} dependent objects were found: {names}"}
            )
        return doomed

    def _let_go(self, label: str, identifier: int, doomed: dict[Key, None], author: Author) -> None:
        for model, item in REFERRERS[label]:
            for other in list(self.store.having(model.label, item.name, identifier)):
                if (model.label, other) in doomed:
                    continue
                if item.kind in {"refs", "slugs"}:
                    left = [each for each in self.store.rows[model.label][other][item.name] if each != identifier]
                    self.patch(model.label, other, {item.name: left}, author)
                else:
                    self.patch(model.label, other, {item.name: None}, author)
        if label == "extras.tag":
            for name, rows in self.store.rows.items():
                for other in list(self.store.having(name, "tags", identifier)):
                    left = [each for each in rows[other]["tags"] if each != identifier]
                    self.store.update(name, other, {"tags": left})


_OWN_WORDS = {("users.user", "username"): "A user with that username already exists."}


def _kind(value: Any) -> str:
    return {"str": "str", "int": "int", "list": "list"}.get(type(value).__name__, type(value).__name__)


def _message(sent: Any) -> str:
    return str(sent.get("changelog_message") or "") if isinstance(sent, Mapping) else ""


def _unique_message(model: Model, rule: Unique) -> str:
    if rule.message:
        return rule.message
    labels = [_capital(model.fields[name].label if name in model.fields else name) for name in rule.fields]
    listed = ", ".join(labels[:-1]) + f" and {labels[-1]}" if len(labels) > 1 else labels[0]
    return f"{_capital(model.name)} with this {listed} already exists."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _integrity(model: Model, names: str, values: Any) -> ApiError:
    table = model.label.replace(".", "_")
    key = f"{names}_key" if ", " not in names else "unique_" + names.replace(", ", "_")
    return conflict(
        "IntegrityError",
        f'duplicate key value violates unique constraint "{table}_{key}"\nDETAIL:  Key ({names})=({values}) already exists.',
    )
