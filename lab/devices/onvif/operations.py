"""What an emulated camera can be asked: the table of its operations, and the little XML that their answers need."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from lab.devices.onvif.state import Camera

NAMESPACES = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "ter": "http://www.onvif.org/ver10/error",
}


class Fault(Exception):
    """A request that is refused: the codes below the first (`InvalidArgVal`, ...), and a sentence."""

    def __init__(self, *codes: str, why: str) -> None:
        super().__init__(escape(why))
        self.codes = codes


Run = Callable[[Camera, Any, str], str]


class Operation(NamedTuple):
    prefix: str
    level: str  # the user level that it needs; empty: none
    run: Run  # the camera, the request's element, `http://host:port` as the client wrote it


OPERATIONS: dict[str, Operation] = {}
"""By the qualified name of the request's element."""


def operation(name: str, level: str) -> Callable[[Run], Run]:
    """`name` with its prefix: `tds:GetHostname`."""

    def register(run: Run) -> Run:
        prefix, _, local = name.partition(":")
        OPERATIONS[f"{{{NAMESPACES[prefix]}}}{local}"] = Operation(prefix, level, run)
        return run

    return register


def both_media(local: str, level: str) -> Callable[[Callable[[str, Camera, Any, str], str]], None]:
    """A request that both media services have in one form; `run` is given the prefix first."""

    def register(run: Callable[[str, Camera, Any, str], str]) -> None:
        for prefix in ("trt", "tr2"):
            operation(f"{prefix}:{local}", level)(partial(run, prefix))

    return register


def tag(name: str, content: object) -> str:
    """An element with text."""
    text = str(content).lower() if isinstance(content, bool) else str(content)
    return f"<{name}>{escape(text)}</{name}>"


def said(element: Any, path: str, default: str | None = None) -> str:
    """The text at a path of a request. Raises Fault where it is missing."""
    found = element.find(path, NAMESPACES)
    if found is None:
        if default is None:
            raise Fault("InvalidArgVal", why=f"{path} is missing")
        return default
    return (found.text or "").strip()


def said_number(element: Any, path: str) -> int:
    text = said(element, path)
    try:
        return int(float(text))
    except ValueError as error:
        raise Fault("InvalidArgVal", why=f"{path} is no number") from error


def said_flag(element: Any, path: str, default: str | None = None) -> bool:
    text = said(element, path, default)
    if text not in ("true", "false", "1", "0"):
        raise Fault("InvalidArgVal", why=f"{path} is neither true nor false")
    return text in ("true", "1")
