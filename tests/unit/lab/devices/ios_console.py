"""A configuration session for tests: a start, some lines, and what became of it."""

from __future__ import annotations

from lab.devices.ios.config import IosConfig

SWITCH = """\
hostname sw1
!
vlan 10
 name YONETIM
!
vlan 30
!
interface GigabitEthernet1/0/1
!
interface GigabitEthernet1/0/2
!
interface GigabitEthernet1/0/3
!
line con 0
line vty 0 4
line vty 5 15
end
"""


class Console:
    def __init__(self, text: str = SWITCH, *, model: str = "C9300-48P", version: str = "17.6.4") -> None:
        self.config = IosConfig(text, model=model, version=version)
        self.printed: list[str] = []

    def __call__(self, *lines: str) -> Console:
        """Enter lines from global configuration mode; all must be accepted, questions are answered with yes."""
        self.config.end()
        for line in lines:
            reply = self.config.enter(line)
            self.printed.append(reply.text)
            if reply.question:
                self.printed.append(reply.question)
                reply = self.config.answer(agreed=True)
            assert reply.ok, f"{line!r}: {reply.text}"
        return self

    def refusal(self, *lines: str) -> str:
        """Enter lines; the last one must be refused. Its text."""
        self(*lines[:-1])
        before = self.config.text()
        reply = self.config.enter(lines[-1])
        assert not reply.ok, lines[-1]
        assert self.config.text() == before
        return reply.text.strip()

    def block(self, head: str) -> list[str]:
        """The lines under a top-level line; `[]` when it has none or is missing."""
        lines = self.config.text().splitlines()
        if head not in [line.rstrip() for line in lines]:
            return []
        at = [line.rstrip() for line in lines].index(head) + 1
        found = []
        while lines[at].startswith(" "):
            found.append(lines[at].strip())
            at += 1
        return found

    def has(self, line: str) -> bool:
        return line in [shown.rstrip() for shown in self.config.text().splitlines()]

    def starting(self, start: str) -> list[str]:
        """Shown lines that begin so."""
        return [line for line in self.config.text().splitlines() if line.startswith(start)]
