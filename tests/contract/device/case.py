"""What each platform's emulated device is given and asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Case:
    """One platform in the suite's terms; texts are in the platform's own language."""

    platform: str
    name: str = ""  # what the test ids say, where one platform has several cases
    model: str = ""  # of the emulated device, as its version; default: its own
    version: str = ""
    config: str  # a complete running config with everything that the strongest revert method needs; 48 ports or `ports`
    config_without_revert: (
        str | None
    )  # the same without it; None: the strongest method needs nothing, or is the only one
    config_with_neighbours: str  # `config`, where the device listens to its neighbours
    config_large: str  # a config of some thousand lines
    large_lines: int = 3600  # how many at least
    strongest: str  # the revert method that `config` allows
    weaker: str | None = None  # the one that `config_without_revert` leaves; None: there is none
    weaker_reason: str = ""  # a word of why the stronger one is not to be had
    lines: tuple[str, ...]  # a change of three lines
    after: str  # a line that the running config has after them
    bad_line: str
    refusals: tuple[str, ...]  # words with which devices of the platform refuse a line
    cutting_line: str  # a regex of the line in `cutting` that would cut management
    cutting: tuple[str, ...]
    rename: tuple[str, ...]  # gives the device another name in mid-change: three lines
    renamed: str  # a line that the running config has after them
    banner: str | tuple[str, ...]  # one multi-line element in UTF-8, with the lines around it that it needs
    banner_line: str  # a line of it, as the config shows it
    many: tuple[str, ...]  # a change of more than a hundred lines
    many_after: str  # a line that the running config has after them
    unsaved: str | tuple[str, ...]  # a line that changes the config, or the fewest that do
    unsaved_after: str  # a line that the running config has after it
    show: str  # a show command with an answer
    unknown: str  # a show command that the device does not know
    save: str  # a regex of the command that saves
    save_refusal: str  # what the device says when it can't
    save_word: str  # a word of it
    syslog: tuple[str, ...]  # lines that the device prints by itself
    port: str  # long name of a port that `config` has not shut
    far_port: str  # a port of a neighbour
    ports: int = 48
    serial: str = "FOC1234X567"
    setup_commands: int  # lines that a login sends
    inventory_commands: int = 5  # at most so many tell the inventory
    saves_itself: bool = False  # what takes effect is saved at once, where no revert is armed
    abandons: tuple[str, ...] = ()  # regexes of lines that leave what a refused line left open
    ends_with_session: bool = False  # a lost session brings the old config back at once
    candidate: bool = False  # all lines take effect at once, or none does
    stateless: bool = False  # each request stands alone: a connection that was cut between two is opened again
    prompts: bool = True  # whether it is talked to on a terminal
    keys: bool = True  # whether a key can log in
    has_enable: bool = False  # whether a password leads from a lower level to a higher one
    old_crypto: tuple[str, ...] = ("group14-sha1",)

    @staticmethod
    def lines_of(text: str | tuple[str, ...]) -> tuple[str, ...]:
        return (text,) if isinstance(text, str) else text

    def __str__(self) -> str:
        return self.name or self.platform
