"""How IOS refuses a line."""

from __future__ import annotations

from lab.devices.commandline.reply import Ask, Refusal, Reply

IosError = Refusal


def invalid(column: int) -> Refusal:
    return Refusal("% Invalid input detected at '^' marker.\n", caret=column)


__all__ = ["Ask", "IosError", "Reply", "invalid"]
