"""The words of a vendor's command line, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.devices.commandline.reply import Refusal


@dataclass(frozen=True)
class Language:
    """How one vendor spells what all command lines have.

    Texts of refusals are templates with `{line}` (as typed) and `{rest}` (from the fault on); `'^'` in one means that a
    caret stands under the fault. A text that ends in a newline is followed by an empty line.
    """

    negation: str
    """Takes a line back: `no`, `undo`."""
    leave: tuple[str, ...]
    """Go up one mode, in every spelling that is taken."""
    end: tuple[str, ...]
    """Leave configuration mode from any mode."""
    invalid: str
    incomplete: str
    ambiguous: str
    prompts: Mapping[str, str] = field(default_factory=dict)
    """Mode to what its prompt shows of it, where that does not depend on what the mode works on."""
    comment: str = "!"
    defaulting: str = ""
    """Sets a line back to its default: `default`."""
    outside: str = ""
    """Before an exec command in configuration mode: `do`."""
    more: str = " --More-- "
    unpage: str = ""
    """What removes the pager's words; by default backspaces."""
    noise: tuple[str, ...] = ()
    """How lines of a saved configuration begin that are no configuration."""
    end_marker: str = ""
    """The last line of a saved configuration."""
    opaque: frozenset[str] = frozenset()
    """Modes whose commands are not modelled: any line is taken but a global one that opens a mode."""
    climbs: bool = True
    """Whether a mode also takes the commands of the modes around it."""

    def refusal(self, kind: str, line: str, column: int) -> Refusal:
        """The refusal of `line` for a fault of this kind (`invalid`, `incomplete`, `ambiguous`) at `column`."""
        text: str = getattr(self, kind)
        caret = column if "'^'" in text else None
        return Refusal(text.format(line=line.strip(), rest=line[column:].rstrip()), caret)

    @property
    def erase(self) -> str:
        width = len(self.more)
        return self.unpage or "\b" * width + " " * width + "\b" * width
