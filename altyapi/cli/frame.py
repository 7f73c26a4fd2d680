"""What every command shares: its output, its errors, its exit code.

Exit codes: 0 done or nothing to do, 1 error, 2 changes or findings pending.
"""

from __future__ import annotations

import errno
import functools
import inspect
import io
import os
import re
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from importlib.metadata import requires
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import Task, task

from altyapi.account import operator
from altyapi.errors import EngineError, ToolkitError
from altyapi.view import output
from altyapi.view.output import Output, from_options
from altyapi.view.program import as_typed

if TYPE_CHECKING:
    from altyapi.settings import Settings

DONE, ERROR, PENDING = 0, 1, 2
POSITIONAL = "positional"
"""Attribute of a command's function: the options that are typed without their name."""
ANYWHERE = "anywhere"
"""The same for whether it needs no project."""
MEANINGS = "meanings"
"""The same for what its options mean."""


class OptionMissing(EngineError):
    code = "CLI-004"
    en = "Needed and not given: --{option} ({meaning})."
    tr = "Gerekli ama verilmemiş: --{option}."
    en_remedy = "{example}"
    tr_remedy = "{example}"


class FileNotUsable(EngineError):
    code = "CLI-005"
    en = "File or folder not usable: {file}: {problem}."
    tr = "Kullanılamayan dosya ya da klasör: {file}: {problem}."
    en_remedy = "Check that it exists, that {user} may use it, and that the disk has room; what stood there before still stands."
    tr_remedy = "Var olduğunu, {user} kullanıcısının izni olduğunu ve diskte yer olduğunu denetleyin; önceki içerik olduğu gibi duruyor."


class Interrupted(EngineError):
    code = "CLI-006"
    en = "Interrupted before the end."
    tr = "Bitmeden kesildi."
    en_remedy = "The same command can be run again."
    tr_remedy = "Aynı komut yeniden çalıştırılabilir."


class LibraryMissing(EngineError):
    code = "CLI-020"
    en = "Not installed here: {library}."
    tr = "Burada kurulu değil: {library}."
    en_remedy = "pip install '{package}'"
    tr_remedy = "pip install '{package}'"


class NoCheckout(EngineError):
    code = "CLI-021"
    en = "This works on a checkout of the toolkit; this is an installed package: {folder}."
    tr = "Bu komut aracın kaynak deposunda çalışır; burası kurulu paket: {folder}."
    en_remedy = "Clone the toolkit's repository and run ./inv there."
    tr_remedy = "Aracın deposunu klonlayıp orada ./inv ile çalıştırın."


class Unexpected(EngineError):
    code = "CLI-099"
    en = "A fault of the toolkit itself: {kind}: {problem}."
    tr = "Aracın kendi hatası: {kind}: {problem}."
    en_remedy = "Report it with {report}; look through that file first, it may hold names and addresses."
    tr_remedy = "Şu dosya ile bildirin: {report}; önce gözden geçirin, ad ve adres içerebilir."


HELP = {
    "format": "text, json or markdown",
    "limit": "devices: site:SLUG, role:SLUG, region:SLUG, tag:SLUG, a name or glob, @FILE; joined by , & !",
    "reason": "why, in a sentence; stands in the plan, the journal and the report",
    "evrak": "number of the official document that asks for it",
    "out": "file to write",
    "file": "the plan's file",
    "device": "the device, by its name in NetBox",
    "key": "SSH private key, or a public key whose private half ssh-agent holds",
}


SHORT = {
    "apply": "a", "evrak": "e", "format": "f", "limit": "l", "on": "n", "out": "o", "profile": "p", "reason": "r",
}  # fmt: skip
"""One letter for an option, the same in every command; no other option has one."""


class _Command(Task[Any]):
    """A task whose options have the short flags of SHORT: invoke itself takes any letter of a name that is free in a command."""

    def arg_opts(self, name: str, default: Any, taken_names: set[str]) -> dict[str, Any]:
        options = super().arg_opts(name, default, taken_names)
        option = options["names"][0]
        options["names"] = [option, SHORT[option]] if option in SHORT else [option]
        return options


def command(
    *positional: str,
    help: dict[str, str] | None = None,  # noqa: A002  invoke's name
    anywhere: bool = False,
    **options: Any,
) -> Callable[..., Any]:
    """Make a function `(out, configured, …) -> exit code` an invoke task `(context, …)`.

    An expected error is told with its remedy and gives exit code 1, as does Ctrl-C; anything else is a bug and is told as
    one, with a file to report. Options of the function that have no default must be given, and not blank. `anywhere`: it needs no
    project.
    """

    def decorate(function: Callable[..., int]) -> Any:
        names = list(_own_parameters(function))
        texts = {name: text for name, text in {**HELP, **(help or {})}.items() if name in {_option(n) for n in names}}

        @functools.wraps(function)
        def body(context: Context, *arguments: Any, **values: Any) -> None:
            del context
            code = run(function, *arguments, **values)
            if code != DONE:
                raise Exit(code=code)

        body.__doc__ = as_typed(function.__doc__ or "")
        body.__signature__ = _signature(function)  # type: ignore[attr-defined]  # what invoke builds its options from
        setattr(function, POSITIONAL, positional)
        setattr(function, ANYWHERE, anywhere)
        setattr(function, MEANINGS, texts)
        return task(positional=list(positional), help=texts, klass=_Command, **options)(body)

    return decorate


def run(function: Callable[..., int], *arguments: Any, **values: Any) -> int:
    """Call a command's function with its output and the settings; tell its errors."""
    _prepare_streams()
    from altyapi import settings  # reading the models takes longer than listing the commands or their help

    defaults = settings.Settings(root=settings.PACKAGE_ROOT, lang=os.environ.get("ALTYAPI_LANG"))
    out = Output("text", defaults.language)
    try:
        _hear_interrupts()
        out = from_options(str(values.get("format_") or "text"), out.language)
        _require(function, inspect.signature(function).bind(None, None, *arguments, **values).arguments)
        configured = settings.load(anywhere=getattr(function, ANYWHERE, False))
        out.language = configured.language
        out.zone_of = _clock.zone_of = functools.cache(functools.partial(_zone, configured))
        return function(out, configured, *arguments, **values)
    except ToolkitError as error:
        out.error(error)
    except KeyboardInterrupt:
        out.note("")
        out.error(Interrupted())
    except OSError as error:
        out.error(_of_file(error))
    except ModuleNotFoundError as error:
        out.error(_of_library(error))
    except Exception as error:  # noqa: BLE001  # whatever it is, a user gets a message and a file to report, no traceback
        out.error(_unexpected(error))
    finally:
        output.end()
    return ERROR


def _zone(configured: Settings) -> tzinfo | None:
    """Where times are told: the change policy's zone, else as they were written. A command that needs the policy tells its fault."""
    from altyapi.plan import policy

    try:
        return policy.load(configured.policy_dir).calendar.zone
    except (ToolkitError, OSError):
        return None


def _prepare_streams() -> None:
    """In a file or a pipe too, lines come in the order in which they are said (standard error is not buffered), and what
    the stream's encoding lacks is written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")


def _hear_interrupts() -> None:
    """From here on Ctrl-C is told as Interrupted; before, the process just ends (altyapi.cli.__main__)."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class _Clock:
    """Where the clock of this process hangs: what `run` says, in each of its threads."""

    zone_of: Callable[[], tzinfo | None] = staticmethod(lambda: None)


_clock = _Clock()


def now() -> datetime:
    """This moment where the institution is (`zone`): its day is the day there, also on a server that keeps UTC, and every written
    time carries its offset. The offset is a fixed one: between two times of a zone Python counts no change of its clocks."""
    moment = datetime.now(UTC).astimezone(_clock.zone_of())
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()))


def zone() -> tzinfo:
    """Where days are counted: the change policy's zone, else the machine's own."""
    return _clock.zone_of() or datetime.now(UTC).astimezone().tzinfo or UTC


def _require(function: Callable[..., int], given: Mapping[str, Any]) -> None:
    """Options without a default must be given; invoke itself leaves them None. Raises OptionMissing."""
    missing = [
        name
        for name, parameter in _own_parameters(function).items()
        if parameter.default is inspect.Parameter.empty and not str(given.get(name) or "").strip()
    ]
    if missing:
        option = _option(missing[0])
        raise OptionMissing(
            option=option,
            meaning=getattr(function, MEANINGS, HELP).get(option, option),
            example=_once_more(function, given, missing),
        )


def _once_more(function: Callable[..., int], given: Mapping[str, Any], missing: Sequence[str]) -> str:
    """The command as it was typed, with what is missing; its own example where nothing was."""
    found = re.search(r"Example: (\./inv (\S+).*?)(?: {4,}|$)", inspect.getdoc(function) or "", re.MULTILINE)
    if found is None:
        return ""
    positional = getattr(function, POSITIONAL, ())
    words: list[str] = []
    for name, parameter in _own_parameters(function).items():
        value = given.get(name)
        if name == "format_" or name in missing or value in (None, "", False, parameter.default):
            continue
        if _option(name) in positional:
            words[:0] = str(value).splitlines()
        else:
            words += [f"--{_option(name)}"] if value is True else [f"--{_option(name)}", str(value)]
    if not words:
        return found[1]
    from altyapi.view.steps import typed

    return typed(found[2], *words, *(word for name in missing for word in (f"--{_option(name)}", "…")))


def _option(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def checkout() -> Path:
    """The folder of the toolkit's own sources. Raises NoCheckout."""
    from altyapi.settings import PACKAGE_ROOT

    if not (PACKAGE_ROOT / "pyproject.toml").is_file():
        raise NoCheckout(folder=PACKAGE_ROOT)
    return PACKAGE_ROOT


def _of_library(error: ModuleNotFoundError) -> ToolkitError:
    """A library that only an extra of the package brings, as the lab's; a module of our own that is not there is a fault of ours."""
    library = (error.name or "").partition(".")[0]
    if library in {"", "altyapi", "netbox_sync", "lab", "tests"}:
        return _unexpected(error)
    for needed in requires("altyapi") or ():
        found = re.match(rf"{re.escape(library)}\b.*extra == ['\"](\w+)", needed)
        if found:
            return LibraryMissing(library=library, package=f"altyapi[{found[1]}]")
    return LibraryMissing(library=library, package=library)


def _of_file(error: OSError) -> ToolkitError:
    """A file that can't be read or written; an OSError without a file's name is a fault of ours."""
    if error.filename is None and error.errno != errno.ENOSPC:
        return _unexpected(error)
    file = str(error.filename2 or error.filename or "-")
    return FileNotUsable(file=file, problem=error.strerror or str(error), user=operator())


def _unexpected(error: Exception) -> ToolkitError:
    """The traceback goes to a file of the user's own, as it may hold what a screen or a CI log should not."""
    descriptor, report = tempfile.mkstemp(prefix="altyapi-fault-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        traceback.print_exception(error, file=stream)
    return Unexpected(kind=type(error).__name__, problem=str(error).split("\n", 1)[0][:200], report=report)


def _own_parameters(function: Callable[..., int]) -> dict[str, inspect.Parameter]:
    return dict(list(inspect.signature(function).parameters.items())[2:])


def _signature(function: Callable[..., int]) -> inspect.Signature:
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature([context, *_own_parameters(function).values()])
