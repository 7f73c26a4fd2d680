"""Django's querysets over the store's rows: narrowed, ordered and read as code inside NetBox does it."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

from lab.netbox.collation import natural
from lab.netbox.computed import count
from lab.netbox.errors import conflict
from lab.netbox.ordering import arrange
from lab.netbox.orm import concrete, record, relations
from lab.netbox.orm.columns import BESIDE, CONTENT_TYPE, CONTEXT, WITH_CONTEXT, content_type
from lab.netbox.orm.paths import Column, Conditions, Table, resolve
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store

SHOWN = 20
SLICED = "Cannot filter a query once a slice has been taken."
Shape = Callable[[Sequence[Any]], Any]


class QuerySet:
    """Some rows of one model, in an order; never changed, every method gives another one.

    `counted` ones hold what an API list counts beside its objects (`device_count`), as NetBox annotates its own.
    """

    def __init__(
        self, store: Store, label: str, rows: Sequence[Row], *, counted: bool = False, distinct: bool = False
    ) -> None:
        self._store = store
        self._label = label
        self._rows = rows
        self._counted = counted
        self._order: tuple[str, ...] | None = None
        self._paths: tuple[str, ...] = ()
        self._shape: Shape | None = None
        self._distinct = distinct
        self._sliced = False
        self._told: dict[str, str] = {}

    def _with(self, rows: Sequence[Row] | None = None, **changed: Any) -> QuerySet:
        other = QuerySet.__new__(QuerySet)
        other.__dict__ |= {name: value for name, value in self.__dict__.items() if name != "_result"}
        if rows is not None:
            other._rows = rows
        for name, value in changed.items():
            setattr(other, f"_{name}", value)
        return other

    # --- reading

    @cached_property
    def _result(self) -> list[Any]:
        if self._shape is None:
            found: list[Any] = [record.instance(self._store, self._label, row, self._counted) for row in self._rows]
            return list(dict.fromkeys(found)) if self._distinct else found
        shape = self._shape
        if self._told:
            return [shape([self._aggregate(self._told[path]) for path in self._paths])]
        table = Table(self._store, self._label, [self._column(path) for path in self._paths])
        if not self._distinct:
            return [shape(values) for row in self._rows for values in table.of(row)]
        # the columns that the rows are ordered by count as well, as SQL wants it
        order = self._order if self._order is not None else _default_order(self._label)
        by = Table(self._store, self._label, [resolve(self._label, name.lstrip("-")) for name in order])
        seen: dict[str, Any] = {}
        for row in self._rows:
            for values in table.of(row):
                seen.setdefault(repr((values, by.of(row)[0])), shape(values))
        return list(seen.values())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._result)

    def __len__(self) -> int:
        return len(self._result)

    def __bool__(self) -> bool:
        return bool(self._result)

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            if any(bound is not None and bound < 0 for bound in (at.start, at.stop)):
                raise conflict("ValueError", "Negative indexing is not supported.")
            if self._shape is None:
                return self._with(self._rows[at], sliced=True)
            return self._result[at]
        if at < 0:
            raise conflict("ValueError", "Negative indexing is not supported.")
        return self._result[at]

    def __repr__(self) -> str:
        listed: list[Any] = self._result[:SHOWN]
        if len(self._result) > SHOWN:
            listed.append("...(remaining elements truncated)...")
        return f"<RestrictedQuerySet {listed!r}>"

    def count(self) -> int:
        return len(self._result)

    def exists(self) -> bool:
        return bool(self._rows)

    def first(self) -> Any:
        return self._result[0] if self._result else None

    def last(self) -> Any:
        return self._result[-1] if self._result else None

    def iterator(self, chunk_size: int = 2000) -> Iterator[Any]:
        del chunk_size
        return iter(self._result)

    def get(self, **asked: Any) -> Any:
        """The only object that fits. Raises the server error of none and of several."""
        found = self.filter(**asked)._result
        name = "ContentType" if self._label in BESIDE else MODELS[self._label].object_name
        if not found:
            raise conflict("DoesNotExist", f"{name} matching query does not exist.")
        if len(found) > 1:
            text = f"get() returned more than one {name} -- it returned {len(found)}!"
            raise conflict("MultipleObjectsReturned", text)
        return found[0]

    def in_bulk(self) -> dict[int, Any]:
        return {each.pk: each for each in self._result}

    def contains(self, other: Any) -> bool:
        return other in self._result

    @property
    def model(self) -> Kind:
        return Kind(self._store, self._label)

    # --- narrowing

    def all(self) -> QuerySet:
        return self._with()

    def none(self) -> QuerySet:
        return self._with([])

    def filter(self, **asked: Any) -> QuerySet:
        """Those that fit all conditions; one that fits by several related objects is there as often, as in a join."""
        if not asked:
            return self._with()
        fits = self._conditions(asked)
        return self._with([row for row in self._rows for _ in range(fits.matches(row))])

    def exclude(self, **asked: Any) -> QuerySet:
        """Those that do not fit all conditions."""
        if not asked:
            return self._with()
        fits = self._conditions(asked)
        return self._with([row for row in self._rows if not fits.matches(row)])

    def _conditions(self, asked: dict[str, Any]) -> Conditions:
        if self._sliced:
            raise conflict("TypeError", SLICED)
        return Conditions(self._store, self._label, asked)

    def distinct(self) -> QuerySet:
        return self._with(distinct=True)

    # --- ordering

    def order_by(self, *names: str) -> QuerySet:
        """In this order; the model's own is gone even where none is named."""
        if self._sliced:
            raise conflict("TypeError", "Cannot reorder a query once a slice has been taken.")
        rows = sorted(self._rows, key=lambda row: row["id"])
        for name in reversed(names):
            rows = _sorted(self._store, self._label, rows, name)
        return self._with(rows, order=names)

    def reverse(self) -> QuerySet:
        return self._with(list(reversed(self._rows)))

    def earliest(self, *names: str) -> Any:
        return self._furthest(self.order_by(*names))

    def latest(self, *names: str) -> Any:
        return self._furthest(self.order_by(*names).reverse())

    def _furthest(self, ordered: QuerySet) -> Any:
        if not ordered._rows:
            return self.none().get()
        return ordered.first()

    # --- other shapes

    def values_list(self, *paths: str, flat: bool = False, named: bool = False) -> QuerySet:
        """Tuples of the values that the paths lead to, or the values themselves; without paths, of all columns."""
        if flat and named:
            raise conflict("TypeError", "'flat' and 'named' can't be used together.")
        if flat and len(paths) > 1:
            raise conflict("TypeError", "'flat' is not valid when values_list is called with more than one field.")
        paths = self._checked(paths)
        shape: Shape = (lambda values: values[0]) if flat else _named(paths) if named else tuple
        return self._with(paths=paths, shape=shape)

    def _checked(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """The paths, or all of the model's columns and what the list counts beside them; raises for one that leads nowhere."""
        if not paths:
            fields = MODELS[self._label].fields.values() if self._counted and self._label in MODELS else ()
            beside = [item.name for item in fields if item.kind == "count"]
            context = [CONTEXT] if self._counted and self._label in WITH_CONTEXT else []
            paths = (*concrete.names(self._label), *context, *beside)
        if self._told and set(paths) <= set(self._told):
            return paths
        for path in paths:
            self._column(path)
        return paths

    def extra(self, select: dict[str, str]) -> QuerySet:
        """Columns in SQL's words, of which the stand-in knows a text, `count(*)` and `max(column)`: one row of them all."""
        return self._with(told=dict(select))

    def _aggregate(self, expression: str) -> Any:
        if expression == "count(*)":
            return len(self._rows)
        if expression.startswith("max(") and expression.endswith(")"):
            table = Table(self._store, self._label, [self._column(expression[4:-1])])
            return max((value for row in self._rows for (value,) in table.of(row) if value is not None), default=None)
        if len(expression) > 1 and expression[0] == expression[-1] == "'":
            return expression[1:-1].replace("''", "'")
        raise conflict("ProgrammingError", f"the stand-in knows no such expression: {expression}")

    def union(self, *others: QuerySet, all: bool = False) -> list[Any]:  # noqa: A002  # Django's name
        """The rows of all these, in their order."""
        rows = [row for each in (self, *others) for row in each]
        return rows if all else list(dict.fromkeys(rows))

    def _column(self, path: str) -> Column:
        item = MODELS[self._label].fields.get(path) if self._counted and self._label in MODELS else None
        if item is None or item.kind != "count":
            return resolve(self._label, path)
        target, _, field = item.argument.rpartition(".")
        return Column((), lambda store, row: count(store, self._label, row, target, field), item.kind, ())

    def values(self, *paths: str) -> QuerySet:
        """Dictionaries of the values that the paths lead to, or of all columns."""
        paths = self._checked(paths)
        return self._with(paths=paths, shape=lambda values: dict(zip(paths, values, strict=True)))

    def select_related(self, *_: str | None) -> QuerySet:
        return self._with()

    def prefetch_related(self, *_: str | None) -> QuerySet:
        return self._with()

    def only(self, *_: str) -> QuerySet:
        return self._with()

    def defer(self, *_: str | None) -> QuerySet:
        return self._with()

    # --- what a template must not call

    def _forbidden(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError(SLICED)  # the sandbox refuses the call before it gets here

    _forbidden.alters_data = True  # type: ignore[attr-defined]
    delete = update = create = bulk_create = bulk_update = get_or_create = update_or_create = _forbidden


def _named(paths: tuple[str, ...]) -> Shape:
    make: Callable[..., Any] = namedtuple
    kind = make("Row", paths)
    return lambda values: kind(*values)


def _default_order(label: str) -> tuple[str, ...]:
    return MODELS[label].order if label in MODELS else ("id",)


def _sorted(store: Store, label: str, rows: Sequence[Row], name: str) -> list[Row]:
    bare = name.lstrip("-")
    column = resolve(label, bare)
    if column.rest:
        raise conflict("FieldError", f"Cannot resolve keyword '{column.rest[0]}' into field.")
    if label in MODELS and bare in MODELS[label].fields and not column.steps:
        return arrange(store, MODELS[label], list(rows), name, settled=True)
    table = Table(store, label, [column])
    keyed = [(table.of(row)[0][0], row) for row in rows]
    if column.natural:
        keyed = [(None if value is None else natural(value), row) for value, row in keyed]
    present = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0])
    absent = [row for value, row in keyed if value is None]
    if name.startswith("-"):
        present = sorted(present, key=lambda pair: pair[0], reverse=True)
        return [*absent, *(row for _, row in present)]
    return [*(row for _, row in present), *absent]


def everything(store: Store, label: str) -> QuerySet:
    """All objects of a model in its own order."""
    if label == CONTENT_TYPE:
        return QuerySet(store, label, [row for each in sorted(MODELS) if (row := content_type(each)) is not None])
    rows = list(store.rows[label].values())
    return QuerySet(store, label, arrange(store, MODELS[label], rows, None))


class Kind:
    """A model's class, as far as the sandbox lets a template look at it."""

    def __init__(self, store: Store, label: str) -> None:
        kind = KindManager if label == CONTENT_TYPE else Manager
        self.objects = kind(lambda: everything(store, label), f"{label}.objects")
        self._store = store
        self._label = label

    def __getattr__(self, name: str) -> _Descriptor:
        """A relation is there as what describes it."""
        found = None if name.startswith("_") else relations.relation(self._label, name)
        if found is None or not found.attribute:
            raise AttributeError(name)
        return _Descriptor(_Field(Kind(self._store, found.target)))


class _Field(NamedTuple):
    """A model's field that is a relation."""

    related_model: Kind


class _Descriptor(NamedTuple):
    """What a class has where its instances have what a relation leads to."""

    field: _Field


class Manager:
    """The objects that a relation leads to: asked as a queryset is, but not gone through by itself."""

    def __init__(self, of: Callable[[], QuerySet], about: str) -> None:
        self._of = of
        self._about = about

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(QuerySet, name):
            raise AttributeError(name)
        return getattr(self._of(), name)

    def __str__(self) -> str:
        return self._about


class KindManager(Manager):
    """The kinds of objects that there are."""

    def get_by_natural_key(self, app_label: str, model: str) -> Any:
        return self._of().get(app_label=app_label, model=model)


class TagManager(Manager):
    """An object's tags."""

    def names(self) -> list[str]:
        return [tag.name for tag in self._of()]

    def slugs(self) -> list[str]:
        return [tag.slug for tag in self._of()]
