"""invoke's program, with errors of our kind where a command or an option is misspelt: the nearest one is named."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.metadata import version
from itertools import pairwise
from typing import Any, NoReturn

from invoke.exceptions import Exit, ParseError
from invoke.program import Program
from invoke.tasks import Task

from altyapi.cli import namespace
from altyapi.errors import EngineError, Language, language_of
from altyapi.view.output import Output
from altyapi.view.program import PROGRAM, as_typed

NEAREST = 3
LIKENESS = 0.5
MISSPELT = 0.8
"""So alike that it must have been meant."""
OWN = ("--list", "--help", "--version")
"""What the program itself is asked most."""
BEGIN = ("demo", "doctor", "init")
GROUPS = (
    "netbox", "config", "device", "firewall", "vpn", "camera", "backup", "audit", "antivirus", "pardus", "ci", "lab", "dev",
)  # fmt: skip
"""In the order of the way: what is in the network, what changes it, what proves it."""


class CommandUnknown(EngineError):
    code = "CLI-008"
    en = "No such command: {name}."
    tr = "Böyle bir komut yok: {name}."
    en_remedy = "Commands: {nearest}   (all of them: ./inv --list)"
    tr_remedy = "Komutlar: {nearest}   (tümü: ./inv --list)"


class OptionUnknown(EngineError):
    code = "CLI-009"
    en = "{command} has no option {name}."
    tr = "{command} komutunun böyle bir seçeneği yok: {name}."
    en_remedy = "Nearest: {nearest}   (all of them, with their meaning: ./inv {help})"
    tr_remedy = "En yakın: {nearest}   (tümü, anlamlarıyla: ./inv {help})"


class WordUnexpected(EngineError):
    code = "CLI-022"
    en = "{command} takes no word without an option here: {name}."
    tr = "{command} burada seçeneksiz sözcük beklemez: {name}."
    en_remedy = "Put the option before it that it belongs to: {options}   (with their meaning: ./inv --help {command})"
    tr_remedy = "Önüne ait olduğu seçeneği yazın: {options}   (anlamları: ./inv --help {command})"


class ValueMissing(EngineError):
    code = "CLI-011"
    en = "A value is missing: {what}."
    tr = "Değer eksik: {what}."
    en_remedy = "./inv --help {command} shows how it is called, with an example."
    tr_remedy = "./inv --help {command} nasıl çağrıldığını bir örnekle gösterir."


class NotANumber(EngineError):
    code = "CLI-015"
    en = "{option} takes a whole number, not {value}."
    tr = "Tam sayı bekleyen seçenek: {option}; verilen: {value}."
    en_remedy = "./inv --help {command} shows what it counts."
    tr_remedy = "./inv --help {command} neyin sayıldığını gösterir."


class Inv(Program):
    """`./inv`."""

    def load_collection(self) -> None:
        """./inv names the checkout whose tasks.py it reads. Installed, the commands are this package's own, and no tasks.py
        that happens to lie in the folder or above it is run."""
        if self.args["search-root"].value is None and self.args.collection.value is None:
            self.collection = namespace()
        else:
            super().load_collection()
        if _language() == "tr":
            from altyapi.view.texts.commands import COMMANDS

            for name in self.collection.task_names:
                if name in COMMANDS:  # what invoke lists
                    self.collection[name].__doc__ = as_typed(COMMANDS[name])

    def parse_core(self, argv: list[str] | None) -> None:
        """As invoke does it, but bytecode is kept as Python was told to: invoke would have every command compile hundreds of
        modules anew."""
        kept_none = sys.dont_write_bytecode
        self._completion_where_asked(sys.argv if argv is None else argv)
        super().parse_core(argv)
        sys.dont_write_bytecode = kept_none and not self.args["write-pyc"].value

    def parse_tasks(self) -> None:
        """As invoke does it; what it can't parse is told with the nearest that it could."""
        self._help_where_asked(self.core.unparsed)
        self.core.unparsed = self._files_together(self.core.unparsed)
        try:
            super().parse_tasks()
        except ParseError as error:
            self._refuse(self._told(error))
        except ValueError as error:  # invoke lets through what int() says of an option's value
            self._refuse(self._not_a_number(error))

    def parse_cleanup(self) -> None:
        """As invoke does it; a command or a group that it is to tell of and that there is not is refused as one that is to run."""
        if self.args.complete.value:
            from altyapi.cli import completing

            for one in completing.candidates(self.core.remainder, self.collection, self.initial_context):
                Output("text", "en").whole(one)
            raise Exit
        group = self.args.list.value
        if isinstance(group, str) and group and group not in self.collection.collections:
            self._refuse(self._unknown_command(group))
        try:
            super().parse_cleanup()
        except ParseError as error:
            self._refuse(self._told(error))

    def _completion_where_asked(self, words: list[str]) -> None:
        """invoke's own scripts call a program named inv, whichever that is."""
        for word, behind in pairwise([*words, ""]):
            if word == "--print-completion-script":
                from altyapi.cli import completion

                self.argv = words
                try:
                    Output("text", "en").whole(completion.script(behind))
                except EngineError as error:
                    self._refuse(error)
                raise Exit

    def _help_where_asked(self, words: list[str]) -> None:
        """`COMMAND --help`: invoke itself would take it for the command's positional argument, where that has one."""
        for word, behind in pairwise(words):
            if behind == "--help" and word in self.collection.task_names:
                self.parser = self._make_parser()
                self.print_task_help(word)
                raise Exit

    def _refuse(self, error: EngineError) -> NoReturn:
        language = _language()
        as_json = any(re.fullmatch(r"(--format=)?json", word) for word in self.argv)
        Output("json" if as_json else "text", language).error(error)
        sys.exit(1)

    def _not_a_number(self, error: ValueError) -> EngineError:
        value = str(error).partition(": ")[2].strip("'")
        command = self._command_before(len(self.argv))
        numbers = {
            flag
            for context in self.collection.to_contexts()
            if context.name == command
            for flag, argument in context.flags.items()
            if argument.kind is int
        }
        option = "-"
        for before, word in pairwise(self.argv):
            if word == value and before in numbers:
                option = before
            elif word.partition("=")[2] == value and word.partition("=")[0] in numbers:
                option = word.partition("=")[0]
        return NotANumber(option=option, value=value, command=command)

    def _command_before(self, end: int) -> str:
        return next((word for word in reversed(self.argv[:end]) if word in self.collection.task_names), "COMMAND")

    def _files_together(self, words: list[str]) -> list[str]:
        """A command whose positional argument is `files` takes all the words behind it, as one value of several lines:
        invoke itself gives a positional argument one word."""
        command = next((word for word in words if word in self.collection.task_names), None)
        if command is None or "files" not in self.collection[command].positional:
            return words
        takes_value = {
            flag: argument.takes_value
            for context in self.collection.to_contexts()
            if context.name == command
            for flag, argument in context.flags.items()
        }
        start = words.index(command) + 1
        files: list[str] = []
        rest: list[str] = []
        behind = iter(words[start:])
        for word in behind:
            if not word.startswith("-"):
                files.append(word)
                continue
            rest.append(word)
            if takes_value.get(word) and (value := next(behind, None)) is not None:
                rest.append(value)
        together = ["\n".join(files)] if files else []
        return [*words[:start], *together, *rest]

    def no_tasks_given(self) -> None:
        """Nothing was asked for: how to ask. The list of all commands is three screens long."""
        self.print_help()
        raise Exit

    def task_list_opener(self, extra: str = "") -> str:
        """What stands above the commands."""
        del extra
        told = Output("text", _language()).say("help.listed")
        return f"{told} ({self.list_root})" if self.list_root else told

    def list_flat(self) -> None:
        """As invoke does it, but a group's commands by the names that are typed, not by what stands behind their dot."""
        pairs = self._make_pairs(self.scoped_collection)
        self.display_with_columns([(f"{self.list_root or ''}{name}", told) for name, told in pairs])

    def print_task_help(self, name: str) -> None:
        """What a command does and which options it takes, within the terminal's width."""
        out = Output("text", _language())
        options = self.parser.contexts[name].help_tuples()
        given = f" {out.say('help.given')}" if options else ""
        typed = "".join(f" {one.upper()}{'…' if one == 'files' else ''}" for one in self.collection[name].positional)
        out.line(as_typed(f"{out.say('help.usage')}: ./inv {name}{typed}{given}"))
        out.line()
        for line in _explained(self.collection[name], out):
            out.line(f"  {line}".rstrip())
        out.line()
        out.line(f"{out.say('help.options')}:")
        if options:
            self.print_columns([(flags, _meaning(told, out)) for flags, told in options])
        else:
            out.line(f"  {out.say('help.none')}")

    def print_help(self) -> None:
        """What it is for, how to begin, which groups of commands there are, and how one is told of. invoke's own options for those
        who write a tasks.py work, and are not told."""
        out = Output("text", _language())
        command = out.say("help.command")
        out.line(f"{out.say('help.usage')}: {PROGRAM} {command} {out.say('help.given')}")
        out.line()
        out.line(f"  {out.say('help.what')}")
        out.line()
        self._told_of(out, "begin", {f"{PROGRAM} {name}": f"begin.{name}" for name in BEGIN})
        self._told_of(out, "groups", {f"{name}.*": f"group.{name}" for name in GROUPS})
        told = {
            f"--help [{command}]": "option.help",
            f"--list [{out.say('help.group')}]": "option.list",
            f"--print-completion-script {out.say('help.shell')}": "option.completion",
            "--version": "option.version",
        }
        self._told_of(out, "options", told)
        out.line(out.say("help.more", program=PROGRAM))

    def _told_of(self, out: Output, heading: str, told: Mapping[str, str]) -> None:
        out.line(f"{out.say(f'help.{heading}')}:")
        self.print_columns([(name, out.say(key)) for name, key in told.items()])

    def _told(self, error: ParseError) -> EngineError:
        unknown = re.fullmatch(r"No idea what '(.*)' is!", str(error))
        commands = sorted(self.collection.task_names)
        if unknown is None:
            command = self._command_before(len(self.argv))
            flag = re.search(r"Flag <Argument: (\w+)", str(error))
            positional = re.search(r"positional arguments: (.*)", str(error))
            what = f"--{flag[1]}" if flag else positional[1].replace("'", "").upper() if positional else str(error)
            return ValueMissing(what=what, command=command)
        name = unknown.group(1)
        # the command that it stands behind: the last word before it that is one
        before = self.argv[: next((i for i, word in enumerate(self.argv) if word.startswith(name)), None)]
        command = next((word for word in reversed(before) if word in commands), "")
        if not name.startswith("-"):
            return self._unexpected_word(name, command) if command else self._unknown_command(name)
        if not command:
            own = get_close_matches(name, self.initial_context.flags, n=NEAREST)
            return OptionUnknown(command=PROGRAM, name=name, nearest=", ".join(own or OWN), help="--help")
        options = [flag for flag in self._flags(command) if flag.startswith("--")]
        return OptionUnknown(command=command, name=name, nearest=_nearest(name, options), help=f"--help {command}")

    def _unknown_command(self, name: str) -> CommandUnknown:
        commands = sorted(self.collection.task_names)
        group = [command for command in commands if command.startswith(f"{name}.")]
        near = group or get_close_matches(name, commands, n=NEAREST, cutoff=LIKENESS)
        # where nothing is near the whole list helps nobody: its groups do
        groups = dict.fromkeys(re.sub(r"\..*", ".*", command) for command in commands)
        return CommandUnknown(name=name, nearest=", ".join(near or groups))

    def _unexpected_word(self, name: str, command: str) -> EngineError:
        """A second command that is misspelt, or else a word that the first one does not take."""
        if name in self.collection.collections or get_close_matches(name, self.collection.task_names, cutoff=MISSPELT):
            return self._unknown_command(name)
        context = next(one for one in self.collection.to_contexts() if one.name == command)
        named = [flag for flag in sorted(context.flags) if flag.startswith("--") and context.flags[flag].takes_value]
        return WordUnexpected(command=command, name=name, options=", ".join(named or ("--help",)))

    def _flags(self, command: str) -> Iterable[str]:
        contexts = {str(context.name): context for context in self.collection.to_contexts()}
        return sorted(contexts[command].flags) if command in contexts else ()


def _language() -> Language:
    """Before the settings are read: by the environment."""
    return language_of(os.environ.get("ALTYAPI_LANG"))


def _explained(task: Task[Any], out: Output) -> list[str]:
    """What a command does. In Turkish what there is of it: its first sentences and its example."""
    lines = (inspect.getdoc(task.body) or "").splitlines()
    told = (inspect.getdoc(task) or "").splitlines()
    if told == lines:
        return list(_joined(lines))
    examples = [line.partition("Example: ")[2] for line in lines if "Example: " in line]
    return [*told, "", *(f"{out.say('help.example')}: {example}" for example in examples)]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Sentences that the source breaks at its own width, each group of them as one line."""
    told = ""
    for line in lines:
        goes_on = (
            told
            and line
            and not told.endswith((".", ":"))
            and "./inv" not in told
            and not line.startswith((" ", "Example:"))
        )
        if goes_on:
            told = f"{told} {line}"
            continue
        if told:
            yield told
        if not line:
            yield line
        told = line
    if told:
        yield told


def _meaning(told: str, out: Output) -> str:
    """What an option means, in the reader's language where it has words for it."""
    if out.language == "en":
        return told
    from altyapi.view.texts.options import OPTIONS

    return OPTIONS.get(told, told)


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    return ", ".join(get_close_matches(name, known, n=NEAREST, cutoff=LIKENESS) or known)


program = Inv(name="altyapi", binary=PROGRAM, binary_names=[PROGRAM], version=version("altyapi"))
