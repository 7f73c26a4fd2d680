"""The requests that a Junos device answers over NETCONF, and their answers in XML.

After "Junos XML Protocol Operations" and the "Junos XML API Explorer". A request on the configuration works on the shared
candidate, as a session of the command line does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from lxml import etree  # type: ignore[import-untyped]

from lab.devices.junos import braces, status
from lab.devices.junos.compare import compared
from lab.devices.junos.tree import Refused, Tree

if TYPE_CHECKING:
    from lab.devices.junos.netconf import Session

Handler = Callable[["Session", Any], "Answer"]
REQUESTS: dict[str, Handler] = {}


@dataclass
class Fault:
    message: str
    word: str = ""
    severity: str = "error"
    path: str = ""

    def xml(self) -> str:
        path = f"<error-path>{escape(self.path)}</error-path>" if self.path else ""
        info = f"<error-info><bad-element>{escape(self.word)}</bad-element></error-info>" if self.word else ""
        tag = "operation-failed" if self.severity == "error" else "other"
        return (
            f"<rpc-error><error-type>protocol</error-type><error-tag>{tag}</error-tag>"
            f"<error-severity>{self.severity}</error-severity>{path}"
            f"<error-message>\n{escape(self.message)}\n</error-message>{info}</rpc-error>"
        )


@dataclass
class Answer:
    """What stands in a reply; nothing but faults: they are all. `within` is the element around both."""

    body: str = ""
    faults: list[Fault] = field(default_factory=list)
    within: str = ""

    def xml(self) -> str:
        inside = "".join(fault.xml() for fault in self.faults) + self.body
        if not self.within:
            return inside or "<ok/>"
        errors = sum(1 for fault in self.faults if fault.severity == "error")
        count = f"<load-error-count>{errors}</load-error-count>" if errors else ""
        return f"<{self.within}>{inside or '<ok/>'}{count}</{self.within}>"


def request(*names: str) -> Callable[[Handler], Handler]:
    def enter(handler: Handler) -> Handler:
        for name in names:
            REQUESTS[name] = handler
        return handler

    return enter


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _child(operation: Any, name: str) -> Any:
    return next((one for one in operation if isinstance(one.tag, str) and _local(one) == name), None)


def _refusal(refused: Refused) -> Fault:
    return Fault(refused.message, refused.word, "warning" if refused.warning else "error")


# -- reading the configuration


def _shown(tree: Tree, form: str, when: str, user: str) -> str:
    stamp = f'junos:commit-seconds="{when}" junos:commit-user="{escape(user)}"'
    if form == "set":
        text = "".join(f"{line}\n" for line in tree.set_lines())
        return f"<configuration-set {stamp}>\n{escape(text)}</configuration-set>"
    if form == "text":
        return f"<configuration-text {stamp}>\n{escape(tree.text())}</configuration-text>"
    element = braces.as_xml(tree.root, etree.Element("configuration"))
    whole = str(etree.tostring(element, pretty_print=True).decode())
    return whole.replace("<configuration", f"<configuration {stamp}", 1)


@request("get-configuration")
def get_configuration(session: Session, operation: Any) -> Answer:
    device = session.device
    if operation.get("compare") == "rollback":
        number = int(operation.get("rollback", "0"))
        if number >= len(device.history):
            return Answer(faults=[Fault(f"rollback {number}: no such file")])
        text = compared(device.history[number].tree, device.candidate)
        return Answer(
            f"<configuration-information><configuration-output>\n{escape(text)}</configuration-output>"
            "</configuration-information>"
        )
    newest = device.history[0]
    tree = newest.tree if operation.get("database") == "committed" else device.candidate
    wanted = _child(operation, "configuration")
    if wanted is not None and len(wanted):
        tree = _part(tree, [_local(one) for one in wanted])
    return Answer(_shown(tree, operation.get("format", "xml"), str(int(newest.moment)), newest.user))


def _part(tree: Tree, names: list[str]) -> Tree:
    part = tree.copy()
    part.root.children = {name: node for name, node in part.root.children.items() if name in names}
    return part


@request("get-config")
def get_config(session: Session, operation: Any) -> Answer:
    source = _child(operation, "source")
    candidate = source is not None and _child(source, "candidate") is not None
    tree = session.device.candidate if candidate else session.device.active
    return Answer(f"<data>{_shown(tree, 'xml', '0', 'root')}</data>")


# -- the candidate


@request("lock-configuration", "lock")
def lock(session: Session, operation: Any) -> Answer:
    del operation
    try:
        session.device.lock(session.editor)
    except Refused as refused:
        return Answer(faults=[_refusal(refused)])
    return Answer()


@request("unlock-configuration", "unlock")
def unlock(session: Session, operation: Any) -> Answer:
    del operation
    if session.device.locked is not session.editor:
        return Answer(faults=[Fault("configuration database is not locked")])
    session.device.release(session.editor)
    return Answer()


@request("open-configuration", "close-configuration")
def opened(session: Session, operation: Any) -> Answer:
    del session, operation
    return Answer()


@request("discard-changes")
def discard(session: Session, operation: Any) -> Answer:
    del operation
    session.device.discard()
    return Answer()


@request("load-configuration")
def load(session: Session, operation: Any) -> Answer:
    device = session.device
    try:
        device.may_edit(session.editor)
        if operation.get("rollback") is not None:
            device.roll_back(int(operation.get("rollback")))
            return Answer(within="load-configuration-results")
        lines = list(_lines(operation))
    except Refused as refused:
        return Answer(faults=[_refusal(refused)], within="load-configuration-results")
    if operation.get("action") in ("override", "overwrite", "update"):
        device.candidate = Tree()
        device.edited = True
    faults = [fault for line in lines for fault in _taken(session, line)]
    return Answer(faults=faults, within="load-configuration-results")


def _lines(operation: Any) -> Iterator[str]:
    for form in ("configuration-set", "configuration-text"):
        text = _child(operation, form)
        if text is not None and form == "configuration-set":
            yield from (line.strip() for line in (text.text or "").splitlines() if line.strip())
        elif text is not None:
            yield from braces.lines_of_text(text.text or "")
    whole = _child(operation, "configuration")
    if whole is not None:
        yield from braces.lines_of_xml(whole)


def _taken(session: Session, line: str) -> Iterator[Fault]:
    """One line into the candidate; what is wrong with it. The lines after it are taken all the same."""
    session.device.log.append(line)
    session.before(line)
    injected = session.injected(line)
    fault = None if injected is None else Fault(injected)
    try:
        session.device.load([line])
    except Refused as refused:
        fault = fault or _refusal(refused)
    session.after(line)
    if fault is not None:
        yield fault


@request("commit-configuration", "commit", "validate")
def commit(session: Session, operation: Any) -> Answer:
    device = session.device
    try:
        device.may_edit(session.editor)
    except Refused as refused:
        return Answer(faults=[_refusal(refused)])
    faults = [Fault(why, path=where) for where, why in device.check()]
    if faults:
        faults.append(Fault("configuration check-out failed"))
        return Answer(faults=faults)
    if _child(operation, "check") is not None or _local(operation) == "validate":
        return Answer()
    minutes = None
    if _child(operation, "confirmed") is not None:
        timeout = _child(operation, "confirm-timeout")
        seconds = _local(operation) == "commit"  # RFC 6241 counts seconds, Junos' own request minutes
        given = int(timeout.text) if timeout is not None else 600 if seconds else 10
        minutes = max(1, given // 60) if seconds else given
    comment = _child(operation, "log")
    device.commit(session.editor, minutes, "" if comment is None else comment.text or "")
    return Answer()


# -- what the device says of itself


@request("close-session", "request-end-session", "kill-session")
def close(session: Session, operation: Any) -> Answer:
    del session, operation
    return Answer()


@request("command")
def command(session: Session, operation: Any) -> Answer:
    from lab.devices.junos.commands import Unknown, output  # noqa: PLC0415 - they ask for requests in turn

    line = (operation.text or "").strip()
    try:
        text = output(session.device, line)
    except Unknown as unknown:
        return Answer(faults=[Fault(f"syntax error, expecting <command>: {line}", str(unknown))])
    return Answer(f"<output>\n{escape(text)}</output>")


def _state(name: str, make: Callable[[Any], str]) -> None:
    REQUESTS[name] = lambda session, _operation: Answer(make(session.device))


for _name, _make in status.REPLIES.items():
    _state(_name, _make)
