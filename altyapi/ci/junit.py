"""JUnit's XML, as pipelines' own pages read it: one case a finding or a device."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from netbox_sync.files import write_atomically


class Case(NamedTuple):
    """`fault` is why it fails, `told` what else is to be read of it."""

    group: str
    name: str
    fault: str = ""
    told: str = ""


def write(file: Path, suite: str, cases: Iterable[Case]) -> None:
    """The cases as one suite. Raises OSError."""
    listed = list(cases)
    root = ElementTree.Element("testsuites")
    faults = sum(bool(one.fault) for one in listed)
    top = ElementTree.SubElement(
        root, "testsuite", name=suite, tests=str(len(listed)), failures=str(faults), errors="0"
    )
    for one in listed:
        case = ElementTree.SubElement(top, "testcase", classname=one.group, name=_printable(one.name))
        if one.fault:
            ElementTree.SubElement(case, "failure", message=_printable(one.fault)).text = _printable(one.fault)
        if one.told:
            ElementTree.SubElement(case, "system-out").text = _printable(one.told)
    write_atomically(file, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _printable(text: str) -> str:
    """XML 1.0 has no place for control characters."""
    return "".join(letter if letter in "\n\t" or letter.isprintable() else "�" for letter in text)
