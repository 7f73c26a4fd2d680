"""Configuration text with braces, and XML, as the `set` lines that say the same; and a tree as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from lab.devices.junos.schema import Statement, schema
from lab.devices.junos.tree import Node, Refused, quoted

_TOKEN = re.compile(r'/\*.*?\*/|##?[^\n]*|"(?:\\.|[^"\\])*"|[{};]|\[[^\]]*\]|[^\s{};"\[]+', re.DOTALL)


def lines_of_text(text: str) -> Iterator[str]:
    """Raises Refused where braces do not match."""
    stack: list[list[str]] = []
    words: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith(("/*", "#")):
            continue
        if token == "{":
            stack.append(words)
            words = []
        elif token == "}":
            if words or not stack:
                raise Refused("syntax error", "}")
            stack.pop()
        elif token == ";":
            path = [word for level in stack for word in level]
            marks = [word for word in (*path, *words) if word in ("inactive:", "replace:", "protect:")]
            own = " ".join(word for word in (*path, *words) if word not in marks)
            yield f"set {own}"
            if "inactive:" in words[:1]:
                yield f"deactivate {own}"
            words = []
        else:
            words.append(token)
    if stack or words:
        raise Refused("syntax error", words[-1] if words else "{")


def lines_of_xml(element: Any, statement: Statement | None = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    """A `configuration` element. Raises Refused for an element that Junos does not know."""
    statement = statement or schema()
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name == "name":
            continue
        gone = child.get("operation") == "delete" or child.get("delete") == "delete"
        found = statement.below.get(name)
        listed = statement.entries
        if listed is not None and listed.tag == name:
            yield from _of_entry(child, listed, path, gone=gone)
        elif found is None and statement.anything:
            yield " ".join(("set", *map(quoted, path), name, quoted((child.text or "").strip()))).rstrip(' "')
        elif found is None:
            raise Refused("syntax error", name)
        elif found.form == "list":
            yield from _of_entry(child, found, (*path, name), gone=gone)
        elif gone:
            yield _line("delete", (*path, name))
        elif found.form in ("leaf", "values"):
            yield f"{_line('set', (*path, name))} {quoted((child.text or '').strip())}"
        elif len(child):
            yield from lines_of_xml(child, found, (*path, name))
        else:
            yield _line("set", (*path, name))


def _of_entry(child: Any, listed: Statement, path: tuple[str, ...], *, gone: bool) -> Iterator[str]:
    key = next((one.text or "" for one in child if etree.QName(one).localname == "name"), "").strip()
    own = (*path, key)
    if gone:
        yield _line("delete", own)
        return
    yield _line("set", own)
    yield from lines_of_xml(child, listed, own)


def _line(verb: str, path: tuple[str, ...]) -> str:
    return " ".join((verb, *map(quoted, path)))


def as_xml(node: Node, into: Any) -> Any:
    """The tree below an element; gives the element."""
    for name, child in node.sorted():
        statement = child.statement
        if statement.form == "list" and not child.values:
            for key, entry in child.sorted():
                _entry(into, statement.tag, key, entry)
        elif statement.form == "list":
            _entry(into, statement.tag, name, child)
        elif statement.form in ("leaf", "values"):
            for value in child.values:
                etree.SubElement(into, name).text = value
        else:
            as_xml(child, etree.SubElement(into, name))
    return into


def _entry(into: Any, tag: str, key: str, entry: Node) -> None:
    made = etree.SubElement(into, tag)
    etree.SubElement(made, "name").text = key
    as_xml(entry, made)
