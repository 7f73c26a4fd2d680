"""What every command shares: its output, its errors, its exit code.

Exit codes: 0 done or nothing to do, 1 error, 2 changes or findings pending.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

from altyapi import settings
from altyapi.errors import ToolkitError
from altyapi.view.output import Output, from_options

DONE, ERROR, PENDING = 0, 1, 2

HELP = {
    "format": "text, json or markdown",
    "limit": "devices: site:SLUG, role:SLUG, region:SLUG, tag:SLUG, a name or glob, @FILE; joined by , & !",
    "reason": "why, in a sentence; stands in the plan, the journal and the report",
    "evrak": "number of the official document that asks for it",
    "out": "file to write",
    "file": "the plan's file",
    "key": "SSH private key, or a public key whose private half ssh-agent holds",
}


def command(*positional: str, help: dict[str, str] | None = None, **options: Any) -> Callable[..., Any]:  # noqa: A002  invoke's name
    """Make a function `(out, configured, …) -> exit code` an invoke task `(context, …)`.

    An expected error is told with its remedy and gives exit code 1; Ctrl-C ends quietly with 1; anything else is a bug and
    is shown as one, with what to report.
    """

    def decorate(function: Callable[..., int]) -> Any:
        names = list(_own_parameters(function))
        texts = {
            name: text for name, text in {**HELP, **(help or {})}.items() if name in {n.rstrip("_") for n in names}
        }

        @functools.wraps(function)
        def body(context: Context, *arguments: Any, **values: Any) -> None:
            del context
            code = run(function, *arguments, **values)
            if code != DONE:
                raise Exit(code=code)

        body.__signature__ = _signature(function)  # type: ignore[attr-defined]  # what invoke builds its options from
        return task(positional=list(positional), help=texts, **options)(body)

    return decorate


def run(function: Callable[..., int], *arguments: Any, **values: Any) -> int:
    """Call a command's function with its output and the settings; tell its errors."""
    out = Output("text", settings.Settings(root=settings.PACKAGE_ROOT).language)
    try:
        with suppress(KeyError):
            out = from_options(str(values["format_"]), out.language)
        configured = settings.load()
        out.language = configured.language
        return function(out, configured, *arguments, **values)
    except ToolkitError as error:
        out.error(error)
    except KeyboardInterrupt:
        out.note("")
        out.note(out.say("interrupted"))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        _silence_stdout()
    return ERROR


def now() -> datetime:
    """This moment in the machine's own zone, so that every written time carries its offset."""
    return datetime.now(UTC).astimezone()


def _silence_stdout() -> None:
    import os
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_parameters(function: Callable[..., int]) -> dict[str, Any]:
    import inspect

    return dict(list(inspect.signature(function).parameters.items())[2:])


def _signature(function: Callable[..., int]) -> Any:
    import inspect

    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature([context, *_own_parameters(function).values()])
