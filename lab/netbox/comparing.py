"""What a query parameter's values are compared with: tests for one stored value, by its kind and the lookup."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lab.netbox.errors import FieldError
from lab.netbox.schema import Field, Filter
from lab.netbox.values import mac_address, stamp

Test = Callable[[Any], bool]
_OF_TEXT = frozenset({"n", "ic", "nic", "isw", "nisw", "iew", "niew", "ie", "nie", "empty", "regex", "iregex"})
_OF_NUMBERS = frozenset({"n", "gt", "gte", "lt", "lte", "empty"})


def takes(kind: str, lookup: str) -> bool:
    """Whether a filter of this kind has the lookup; a parameter with another is as unknown as any."""
    if not lookup:
        return True
    if kind in {"int", "decimal", "date", "datetime"}:
        return lookup in _OF_NUMBERS
    if kind in {"ref", "tree"}:
        return lookup == "n"
    return kind != "bool" and lookup in _OF_TEXT


def value_test(wanted: Filter, item: Field | None, lookup: str, values: list[str]) -> tuple[Test, bool]:  # noqa: PLR0911 - one return per kind of value
    """A test for one stored value, and whether its outcome is to be turned round."""
    if lookup == "empty":
        truth = _truth(values[-1])
        if truth is None:
            return (lambda _: True), False
        return (lambda value: value in (None, "", []) if truth else value not in (None, "", [])), False
    if wanted.kind in {"int", "decimal"}:
        return _number_test(wanted, lookup, values)
    if wanted.kind == "bool":
        truth = _truth(values[-1])
        if truth is None:
            return (lambda _: True), False
        if wanted.lookup == "isnull":
            return (lambda value: (value is not None) == truth), False
        return (lambda value: value is not None and bool(value) == truth), lookup == "n"
    if wanted.kind in {"datetime", "date"}:
        return _time_test(wanted.kind, lookup, values)
    if wanted.kind == "mac":
        return _mac_test(lookup, values)
    if wanted.kind == "choice":
        return _choice_test(item, lookup, values)
    return text_test(wanted, lookup, values)


def _truth(value: str) -> bool | None:
    return {"true": True, "false": False}.get(value.lower())


def whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise FieldError("Enter a whole number.") from None


def _number_test(wanted: Filter, lookup: str, values: list[str]) -> tuple[Test, bool]:
    numbers: list[float] = []
    for value in values:
        if wanted.kind == "int":
            numbers.append(whole(value))
        else:
            try:
                numbers.append(float(value))
            except ValueError:
                raise FieldError("Enter a number.") from None
    if wanted.lookup == "range_contains":
        return (lambda ranges: any(low <= number <= high for number in numbers for low, high in ranges)), lookup == "n"
    if lookup in {"gt", "gte", "lt", "lte"}:
        compare = COMPARE[lookup]
        return (lambda value: value is not None and any(compare(value, number) for number in numbers)), False
    if wanted.lookup == "contains":
        return (lambda held: any(number in held for number in numbers)), lookup == "n"
    return (lambda value: value in numbers), lookup == "n"


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}


def _time_test(kind: str, lookup: str, values: list[str]) -> tuple[Test, bool]:
    moments = []
    for value in values:
        try:
            # a plus sign in a query string arrives as a space
            moment = datetime.fromisoformat(value.strip().replace(" 0", "+0") if "T" in value else value.strip())
        except ValueError:
            raise FieldError("Enter a valid date/time." if kind == "datetime" else "Enter a valid date.") from None
        full = stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        moments.append(full if kind == "datetime" else full[:10])
    if lookup in COMPARE:
        compare = COMPARE[lookup]
        return (lambda value: value is not None and any(compare(_moment(value), _moment(m)) for m in moments)), False
    return (lambda value: value is not None and any(_moment(value) == _moment(m) for m in moments)), lookup == "n"


def _moment(text: str) -> str:
    # times of day with and without microseconds sort as text once both have them
    return text.replace("Z", ".000000Z") if len(text) == 20 else text


def _mac_test(lookup: str, values: list[str]) -> tuple[Test, bool]:
    if lookup in {"", "n"}:
        try:
            wanted = {mac_address(value) for value in values}
        except FieldError:
            wanted = set(values)
        return (lambda value: value in wanted), lookup == "n"
    return text_test(Filter("text", ()), lookup, values)


def _choice_test(item: Field | None, lookup: str, values: list[str]) -> tuple[Test, bool]:
    if lookup not in {"", "n"}:
        return text_test(Filter("text", ()), lookup, values)
    known = item.choices if item else {}
    wanted: set[Any] = set()
    for value in values:
        if value == "null":
            wanted |= {None, ""}
        elif known and value not in known and not (value.isdigit() and int(value) in known):
            raise FieldError(f"Select a valid choice. {value} is not one of the available choices.")
        else:
            wanted.add(int(value) if value not in known and value.isdigit() else value)
    return (lambda value: value in wanted), lookup == "n"


def text_test(wanted: Filter, lookup: str, values: list[str]) -> tuple[Test, bool]:
    folded = [value.lower() for value in values]

    def some(check: Callable[[str], bool]) -> Test:
        def test(value: Any) -> bool:
            if isinstance(value, list):
                return any(check(str(each)) for each in value)
            return value is not None and check(str(value))

        return test

    if lookup in {"", "n"}:
        if wanted.lookup == "iexact" and not lookup:
            return some(lambda text: text.lower() in folded), False
        return some(lambda text: text in values), lookup == "n"
    if lookup in {"regex", "iregex"}:
        flags = re.IGNORECASE if lookup == "iregex" else 0
        patterns = [re.compile(value, flags) for value in values]
        return some(lambda text: any(pattern.search(text) for pattern in patterns)), False
    if lookup in COMPARE:
        return some(lambda text: any(COMPARE[lookup](text, value) for value in values)), False
    bare = lookup.removeprefix("n")
    checks: dict[str, Callable[[str, str], bool]] = {
        "ic": lambda text, value: value in text,
        "isw": lambda text, value: text.startswith(value),
        "iew": lambda text, value: text.endswith(value),
        "ie": lambda text, value: text == value,
    }
    check = checks[bare]
    return some(lambda text: any(check(text.lower(), value) for value in folded)), lookup.startswith("n")
