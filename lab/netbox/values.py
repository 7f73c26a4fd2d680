"""Reading one value as NetBox's serializers do: the stored form, or the messages that NetBox gives."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from lab.netbox.errors import FieldError, InvalidError, conflict
from lab.netbox.schema import MODELS, Field
from lab.netbox.store import Store

EVENTS = frozenset(
    {f"object_{verb}" for verb in ("created", "updated", "deleted")}
    | {f"job_{verb}" for verb in ("started", "completed", "failed", "errored")}
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface

_SLUG = re.compile(r"[-a-zA-Z0-9_]+\Z")
_MAC = re.compile(r"[0-9a-fA-F]{12}\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_TRUE = frozenset({"t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1", True})
_FALSE = frozenset({"f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0", 0})
EXTRA_TYPES = frozenset({"dcim.consoleport", "dcim.powerport", "ipam.fhrpgroup"})


@lru_cache(maxsize=65536)
def network(text: str) -> Network:
    """A prefix as an address object."""
    return ipaddress.ip_network(text)


@lru_cache(maxsize=65536)
def interface(text: str) -> Interface:
    """An address with its mask as an address object."""
    return ipaddress.ip_interface(text)


def related(store: Store, target: str, value: Any) -> int:
    """The id of the object that a request names by id or by attributes."""
    if isinstance(value, Mapping):
        found = matching(store, target, value)
        shown = dict(_flat(value))
        if not found:
            raise FieldError(f"Related object not found using the provided attributes: {shown}")
        if len(found) > 1:
            raise FieldError(f"Multiple objects match the provided attributes: {shown}")
        return found.pop()
    try:
        identifier = int(value)
    except (TypeError, ValueError):
        raise FieldError(
            "Related objects must be referenced by numeric ID or by dictionary of attributes. "
            f"Received an unrecognized value: {value}"
        ) from None
    if store.get(target, identifier) is None:
        raise FieldError(f"Related object not found using the provided numeric ID: {identifier}")
    return identifier


def _flat(value: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for name, each in value.items():
        flat += _flat(each, f"{prefix}{name}__") if isinstance(each, Mapping) else [(prefix + name, each)]
    return flat


def matching(store: Store, target: str, attributes: Mapping[str, Any]) -> set[int]:
    """Ids of the objects that have all these attributes; an attribute may itself name a relation's attributes."""
    model = MODELS[target]
    found: set[int] | None = None
    for name, value in attributes.items():
        item = model.fields.get(name)
        if name == "id":
            ids = {int(value)} if store.get(target, int(value)) else set()
        elif item is None or not item.stored:
            known = ", ".join(sorted({"id", *(each.name for each in model.stored)}))
            raise FieldError(f"Cannot resolve keyword '{name}' into field. Choices are: {known}")
        elif isinstance(value, Mapping):
            ids = {
                each for other in matching(store, item.argument, value) for each in store.having(target, name, other)
            }
        elif found is not None:
            ids = {each for each in found if store.rows[target][each].get(name) == value}
        elif value is not None and store.indexed(target, name):
            ids = set(store.having(target, name, value))
        else:
            ids = {each for each, row in store.rows[target].items() if row.get(name) == value}
        found = ids if found is None else found & ids
    return found or set()


def _text(_: Store, item: Field, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError("Not a valid string.")
    text = str(value).strip()
    if not text:
        if not item.blank:
            raise FieldError("This field may not be blank.")
        return ""
    if item.max_length is not None and len(text) > item.max_length:
        raise FieldError(f"Ensure this field has no more than {item.max_length} characters.")
    return text


def _slug(store: Store, item: Field, value: Any) -> Any:
    text = _text(store, item, value)
    if not _SLUG.match(text):
        raise FieldError('Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.')
    return text


def _email(store: Store, item: Field, value: Any) -> Any:
    text = _text(store, item, value)
    if text and not _EMAIL.match(text):
        raise FieldError("Enter a valid email address.")
    return text


def _url(store: Store, item: Field, value: Any) -> Any:
    text = _text(store, item, value)
    if text and not re.match(r"[a-z][a-z0-9+.-]*://\S+\Z", text):
        raise FieldError("Enter a valid URL.")
    return text


def _limits(item: Field, value: float) -> None:
    if item.highest is not None and value > item.highest:
        raise FieldError(f"Ensure this value is less than or equal to {item.highest}.")
    if item.lowest is not None and value < item.lowest:
        raise FieldError(f"Ensure this value is greater than or equal to {item.lowest}.")


def _int(_: Store, item: Field, value: Any) -> Any:
    try:
        number = int(str(value).removesuffix(".0"))
    except ValueError:
        raise FieldError("A valid integer is required.") from None
    if isinstance(value, bool):
        raise FieldError("A valid integer is required.")
    _limits(item, number)
    return number


def _decimal(_: Store, item: Field, value: Any) -> Any:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise FieldError("A valid number is required.") from None
    if isinstance(value, bool) or not number.is_finite():
        raise FieldError("A valid number is required.")
    _sign, digits, exponent = number.as_tuple()
    places = -int(exponent) if int(exponent) < 0 else 0
    if item.digits and max(len(digits), places) > item.digits:
        raise FieldError(f"Ensure that there are no more than {item.digits} digits in total.")
    if item.digits and places > item.places:
        raise FieldError(f"Ensure that there are no more than {item.places} decimal places.")
    _limits(item, float(number))
    return float(number)


def _bool(_: Store, __: Field, value: Any) -> Any:
    try:
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
    except TypeError:
        pass
    raise FieldError("Must be a valid boolean.")


def _choice(_: Store, item: Field, value: Any) -> Any:
    if value == "":
        if item.blank:
            return ""
        raise FieldError("This field may not be blank.")
    if isinstance(value, dict | list):
        raise FieldError('Value must be passed directly (e.g. "foo": 123); do not use a dictionary or list.')
    if value in item.choices:
        return value
    if isinstance(value, str) and value.isdigit() and int(value) in item.choices:
        return int(value)
    raise FieldError(f"{value} is not a valid choice.")


def _ref(store: Store, item: Field, value: Any) -> Any:
    return related(store, item.argument, value)


def _pk(store: Store, item: Field, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).isdigit():
        raise FieldError(f"Incorrect type. Expected pk value, received {type(value).__name__}.")
    if store.get(item.argument, int(value)) is None:
        raise FieldError(f'Invalid pk "{value}" - object does not exist.')
    return int(value)


def _refs(store: Store, item: Field, value: Any) -> Any:
    if not isinstance(value, list):
        raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
    return list(dict.fromkeys(_pk(store, item, each) for each in value))


def _slugs(store: Store, item: Field, value: Any) -> Any:
    if not isinstance(value, list):
        raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
    ids: list[int] = []
    for slug in value:
        found = store.having(item.argument, "slug", slug)
        if not found:
            raise FieldError(f"Object with slug={slug} does not exist.")
        ids += found
    return list(dict.fromkeys(ids))


def content_type(value: Any) -> str:
    """A model named as `<app>.<model>`."""
    if not isinstance(value, str) or value.count(".") != 1:
        raise FieldError("Invalid value. Specify a content type as '<app_label>.<model_name>'.")
    if value not in MODELS and value not in EXTRA_TYPES:
        raise FieldError(f"Invalid content type: {value}")
    return value


def _types(_: Store, item: Field, value: Any) -> Any:
    if item.required and value == []:
        raise FieldError("This list may not be empty.")
    if not isinstance(value, list):
        raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
    return list(dict.fromkeys(content_type(each) for each in value))


# NetBox 4.4 means to answer 400 here, but its message names a field that it does not fill
_UNREADABLE = conflict("KeyError", "'data'")


def _network(_: Store, __: Field, value: Any) -> Any:
    if not value:
        raise FieldError("This field may not be blank.")
    try:
        parsed = ipaddress.ip_interface(str(value))
    except ValueError:
        raise _UNREADABLE from None
    if parsed.ip != parsed.network.network_address:
        raise FieldError(f"{value} is not a valid prefix. Did you mean {parsed.network}?")
    return str(parsed.network)


def _address(_: Store, __: Field, value: Any) -> Any:
    if not value:
        raise FieldError("This field may not be blank.")
    try:
        return ipaddress.ip_interface(str(value)).with_prefixlen
    except ValueError:
        raise _UNREADABLE from None


def mac_address(value: Any) -> str:
    """A MAC address as NetBox shows it: upper case, colons."""
    bare = re.sub(r"[:.\-]", "", str(value))
    if not _MAC.match(bare):
        raise FieldError(f"Invalid MAC address format: {value}")
    return ":".join(bare[at : at + 2] for at in range(0, 12, 2)).upper()


def _date(_: Store, __: Field, value: Any) -> Any:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise FieldError("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.") from None


def stamp(moment: datetime) -> str:
    """A time as NetBox writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _datetime(_: Store, __: Field, value: Any) -> Any:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise FieldError(
            "Datetime has wrong format. Use one of these formats instead: "
            "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
        ) from None
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


@lru_cache(maxsize=1)
def _zones() -> set[str]:
    return available_timezones()


def _timezone(_: Store, __: Field, value: Any) -> Any:
    if value not in _zones():
        raise FieldError(f"{value} is not a valid timezone.")
    return value


def _ranges(_: Store, __: Field, value: Any) -> Any:
    if not isinstance(value, list) or any(not isinstance(each, list) or len(each) != 2 for each in value):
        raise FieldError("Ranges must be specified in the form (lower, upper).")
    if any(type(bound) is not int for each in value for bound in each):
        raise FieldError("Range boundaries must be defined as integers.")
    return value


def _network_or_address(value: Any) -> str:
    try:
        return str(ipaddress.ip_network(str(value), strict=False))
    except ValueError:
        raise conflict("AddrFormatError", f"invalid IPNetwork {value}") from None


def _list(_: Store, item: Field, value: Any) -> Any:
    if not isinstance(value, list):
        raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
    if item.name in {"actions", "columns", "event_types"} and not value:
        raise FieldError("This list may not be empty.")
    if item.name == "event_types":
        wrong = {str(at): [f'"{each}" is not a valid choice.'] for at, each in enumerate(value) if each not in EVENTS}
        if wrong:
            raise InvalidError({item.name: wrong})
    if item.name == "allowed_ips":
        return [_network_or_address(each) for each in value]
    if item.name == "extra_choices":
        wrong = {
            str(at): [f'Expected a list of items but got type "{type(each).__name__}".']
            for at, each in enumerate(value)
            if not isinstance(each, list)
        }
        if wrong:
            raise InvalidError({item.name: wrong})
    return value


def _terminations(store: Store, __: Field, value: Any) -> Any:
    if not isinstance(value, list):
        raise FieldError(f'Expected a list of items but got type "{type(value).__name__}".')
    ends: list[list[Any]] = []
    for each in value:
        kind, identifier = content_type(each.get("object_type")), each.get("object_id")
        if kind not in MODELS or store.get(kind, identifier) is None:
            name = MODELS[kind].object_name if kind in MODELS else kind
            raise conflict("DoesNotExist", f"{name} matching query does not exist.")
        ends.append([kind, identifier])
    return ends


_PARSERS: dict[str, Callable[[Store, Field, Any], Any]] = {
    "text": _text,
    "slug": _slug,
    "email": _email,
    "url": _url,
    "int": _int,
    "decimal": _decimal,
    "bool": _bool,
    "choice": _choice,
    "ref": _ref,
    "pk": _pk,
    "refs": _refs,
    "slugs": _slugs,
    "type": lambda _, __, value: content_type(value),
    "types": _types,
    "network": _network,
    "address": _address,
    "mac": lambda _, __, value: mac_address(value),
    "date": _date,
    "datetime": _datetime,
    "timezone": _timezone,
    "ranges": _ranges,
    "list": _list,
    "terminations": _terminations,
    "json": lambda _, __, value: value,
}


def parse(store: Store, item: Field, value: Any) -> Any:
    """The stored form of a value that was sent for a field.

    Raises FieldError with NetBox's messages.
    """
    if value is None:
        if item.kind == "choice":
            if item.null:
                return None
            return _choice(store, item, "")
        if item.null:
            return None
        raise FieldError("This field may not be null.")
    return _PARSERS[item.kind](store, item, value)
