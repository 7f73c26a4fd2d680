"""Compares what a device shows of a secret with what it should be, so that equal secrets are no difference.

The device shows a typed secret in a form of its own: hashed, obfuscated, or not at all. Where the shown form verifies
against the current secret, the intended line takes the device's form. Where it doesn't, the intended line stays, with
its reference, and so becomes a change: the secret was rotated. Where nobody can tell, the ledger of what was last set
decides, and the result says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from altyapi.platforms import Platform
from altyapi.platforms.platform import SecretPattern
from altyapi.secrets.errors import ForeignMarks
from altyapi.secrets.forms import ALGORITHMS, verifies
from altyapi.secrets.ledger import IN_DOUBT, LedgerEntry, SecretLedger, digests
from altyapi.secrets.materialise import materialise
from altyapi.secrets.reference import TOKEN
from altyapi.secrets.store import SecretStore
from netbox_sync.model import Frozen

_Path = tuple[str, ...]


class Reconciled(Frozen):
    """The intended text in the device's own forms."""

    text: str
    unverifiable: tuple[str, ...] = ()  # lines (parents first, " / " between) that the device's config can't prove
    stale: tuple[str, ...] = ()  # commands that remove what the ledger knows, no config shows and nobody wants any more


class _Line(Frozen):
    """A line with its place in the tree, and what one pattern found in it."""

    path: _Path
    text: str
    key: str  # the line without its secrets, their type, and words that the device doesn't show
    type: str | None
    how: str | None
    secrets: tuple[str, ...]

    @property
    def name(self) -> str:
        return " / ".join((*self.path, self.text))


def reconcile(
    intended: str,
    running: str,
    *,
    device: str,
    store: SecretStore,
    platform: Platform,
    ledger: SecretLedger,
    just_sent: bool = False,
) -> Reconciled:
    """The intended text, its secret lines rewritten to what the device shows wherever that is the current secret.

    `just_sent`: the lines with references in `intended` were sent to this device a moment ago (a re-read after a push);
    what can't be verified is then taken as set. Raises ForeignMarks, SecretMissing, LedgerUnreadable.
    """
    for number, line in enumerate(running.split("\n"), start=1):
        if "<<secret:" in line or "<<shown:" in line:  # only what was rendered may refer to a secret, never a device
            raise ForeignMarks(device=device, line=number)
    return _Reconciler(running, device, store, platform, ledger, just_sent=just_sent).run(intended)


class _Reconciler:
    def __init__(
        self,
        running: str,
        device: str,
        store: SecretStore,
        platform: Platform,
        ledger: SecretLedger,
        *,
        just_sent: bool,
    ) -> None:
        self.running = [one for one in _with_paths(running, platform) if platform.secret_hint.search(one[1])]
        self.store = store
        self.platform = platform
        self.entries = ledger.entries(device)
        self.just_sent = just_sent
        self.shown: dict[SecretPattern, dict[tuple[_Path, str], list[_Line]]] = {}
        self.unverifiable: list[str] = []
        self.identities: set[str] = set()

    def run(self, intended: str) -> Reconciled:
        lines = []
        for path, line in _with_paths(intended, self.platform):
            kept = self._line(path, line)
            if kept is not None:
                lines.append(kept)
        return Reconciled(text="\n".join(lines), unverifiable=tuple(self.unverifiable), stale=tuple(self._stale()))

    def _line(self, path: _Path, line: str) -> str | None:
        """The line to intend instead; none where it is to be left out."""
        if not self.platform.secret_hint.search(line):
            return line
        for pattern in self.platform.secret_patterns:
            if pattern.encoding != "hidden" and "<<secret:" not in line:
                continue
            wanted = _parse(pattern, path, line.strip())
            if wanted is None:
                continue
            if pattern.encoding == "hidden":
                return line if self._hidden_due(pattern, wanted) else None
            if any(TOKEN.search(secret) for secret in wanted.secrets):
                return self._shown(pattern, wanted, line)
        return line

    def _hidden_due(self, pattern: SecretPattern, wanted: _Line) -> bool:
        self.unverifiable.append(wanted.name)
        identity = _identity(pattern, wanted.text)
        self.identities.add(identity)
        if self.just_sent:
            return False
        return not self._current(wanted.text, self._latest(pattern, identity))

    def _shown(self, pattern: SecretPattern, wanted: _Line, line: str) -> str:
        indent = line[: len(line) - len(line.lstrip())]
        if pattern.encoding == "opaque":  # also where it is set for the first time: no re-read will prove it
            self.unverifiable.append(wanted.name)
        for found in self._running(pattern).get((wanted.path, wanted.key), ()):
            agreed = self._agrees(pattern, wanted, found)
            if agreed is None:
                if wanted.name not in self.unverifiable:
                    self.unverifiable.append(wanted.name)
                agreed = self.just_sent or self._current(wanted.name, self._last_set(wanted.name))
            if agreed:
                return indent + found.text
        if wanted.name not in self.unverifiable and self._told_by_nobody(wanted):
            self.unverifiable.append(wanted.name)  # once it is set, only the ledger will know with which secret
        return line

    @staticmethod
    def _told_by_nobody(wanted: _Line) -> bool:
        """Whether the line is typed in a form (`simple`) of which devices show what nobody else can verify."""
        return wanted.type is not None and verifies(wanted.type, "", "") is None

    def _agrees(self, pattern: SecretPattern, wanted: _Line, found: _Line) -> bool | None:
        if pattern.encoding == "opaque":
            return None
        type_ = "0" if pattern.encoding == "plain" else found.type or "0"
        if wanted.how is not None and ALGORITHMS.get(wanted.how.split()[-1]) not in {None, type_}:
            return False  # the right secret in a weaker form than the one that is asked for
        told = [
            verifies(type_, shown, materialise(reference, self.store))
            for reference, shown in zip(wanted.secrets, found.secrets, strict=True)
        ]
        if False in told:
            return False
        return None if None in told else True

    def _running(self, pattern: SecretPattern) -> dict[tuple[_Path, str], list[_Line]]:
        """The running config's lines of one kind, by place and key."""
        if pattern not in self.shown:
            found: dict[tuple[_Path, str], list[_Line]] = {}
            for path, line in self.running:
                parsed = _parse(pattern, path, line.strip())
                if parsed is not None:
                    found.setdefault((path, parsed.key), []).append(parsed)
            self.shown[pattern] = found
        return self.shown[pattern]

    def _latest(self, pattern: SecretPattern, identity: str) -> LedgerEntry | None:
        of_same = [entry for entry in self.entries if _identity(pattern, entry.line) == identity]
        return of_same[-1] if of_same else None

    def _last_set(self, name: str) -> LedgerEntry | None:
        return next((entry for entry in reversed(self.entries) if entry.line == name), None)

    def _current(self, line: str, entry: LedgerEntry | None) -> bool:
        return entry is not None and entry.line == line and entry.digests == digests(line, self.store)

    def _stale(self) -> Iterator[str]:
        language = self.platform.language
        for pattern in self.platform.secret_patterns:
            if "identity" not in pattern.regex.groupindex:
                continue
            known = dict.fromkeys(_identity(pattern, entry.line) for entry in self.entries)
            for identity in known:
                latest = self._latest(pattern, identity)
                gone = latest is None or (language.negative(latest.line) and latest.digests != IN_DOUBT)
                if identity and identity not in self.identities and not gone:
                    yield language.negated(identity)


def _identity(pattern: SecretPattern, line: str) -> str:
    """What the line is about, without its settings: the group `identity`, or the whole line."""
    match = pattern.regex.search(line)
    if match is None:
        return ""
    return match["identity"] if "identity" in pattern.regex.groupindex else line


def _parse(pattern: SecretPattern, path: _Path, line: str) -> _Line | None:
    match = pattern.regex.search(line)
    if match is None:
        return None
    groups = match.groupdict()
    secrets = sorted(name for name, value in groups.items() if name.startswith("secret") and value)
    key = line
    cut = [name for name in (*secrets, "type", "how") if groups.get(name)]
    for start, end in sorted((match.span(name) for name in cut), reverse=True):
        key = key[:start] + key[end:]
    return _Line(
        path=path,
        text=line,
        key=re.sub(r"\s+", " ", key).strip(),
        type=groups.get("type"),
        how=(groups.get("how") or "").strip() or None,
        secrets=tuple(groups[name] or "" for name in secrets),
    )


def _with_paths(text: str, platform: Platform) -> Iterator[tuple[_Path, str]]:
    """Every line with the stripped lines that it is indented under."""
    stack: list[tuple[int, str]] = []
    for line in text.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        yield tuple(parent for _, parent in stack), line
        if stripped and not stripped.startswith(platform.comment):
            stack.append((indent, stripped))
