"""What ./inv says when nothing, too little or something unknown is asked of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from altyapi.cli import completion, namespace
from altyapi.settings import PACKAGE_ROOT
from altyapi.view.texts.commands import COMMANDS
from altyapi.view.texts.options import OPTIONS


def inv(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "altyapi.cli", "--search-root", str(PACKAGE_ROOT), *words],
        env={**clean, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "ALTYAPI_NO_LAB": "1", **variables},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("words", [(), ("--help",)], ids=["nothing", "--help"])
def test_the_first_page_names_every_group_and_how_to_begin(words: tuple[str, ...]) -> None:
    told = inv(*words, COLUMNS="80")
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: ./inv COMMAND")
    for name in namespace().collections:
        assert f"\n  {name}.* " in told.stdout
    for name in ("demo", "doctor", "init"):
        assert f"\n  ./inv {name} " in told.stdout
    assert len(told.stdout.splitlines()) < 40
    assert max(map(len, told.stdout.splitlines())) <= 80
    turkish = inv(*words, ALTYAPI_LANG="tr").stdout
    assert turkish.startswith("Kullanım: ./inv KOMUT")
    english = {line.strip() for line in told.stdout.splitlines()} - {""}
    assert not english & {line.strip() for line in turkish.splitlines()}


def test_a_group_is_listed_by_the_names_that_are_typed() -> None:
    told = inv("--list", "lab").stdout
    assert told.startswith("Commands (lab):")
    assert "\n  lab.up " in told
    assert "config.plan" not in told


def test_help_is_given_behind_a_command_that_takes_a_word() -> None:
    told = inv("config.apply", "--help")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Usage: ./inv config.apply")


def test_help_wraps_a_sentence_at_the_width_alone() -> None:
    told = inv("config.apply", "--help", COLUMNS="80").stdout.splitlines()
    assert any(line.startswith("    ") and line.endswith("what became of each device is told.") for line in told)


def test_bytecode_is_kept_so_that_the_next_command_starts_sooner(tmp_path: Path) -> None:
    assert inv("--list", PYTHONPYCACHEPREFIX=str(tmp_path)).returncode == 0
    assert any(tmp_path.rglob("altyapi/cli/frame.*.pyc"))


def test_help_ends_with_where_the_commands_are() -> None:
    told = inv("--help")
    assert "./inv --list lists the commands" in told.stdout.splitlines()[-1]


def test_an_unknown_command_that_nothing_is_near_to_gets_the_groups() -> None:
    told = inv("xyzzy")
    assert told.returncode == 1
    groups = sorted({re.sub(r"\..*", ".*", name) for name in namespace().task_names})
    assert f"Commands: {', '.join(groups)} " in told.stdout
    assert "config.plan" not in told.stdout


@pytest.mark.parametrize(
    ("words", "told", "near"),
    [
        (("config.plan", "core-sw-01"), "CLI-022  config.plan takes no word without an option here: core-sw-01.", "--limit,"),
        (("config.show", "a.json", "b.json"), "CLI-022  config.show takes no word without an option here: b.json.", "--file,"),
        (("netbox.pull", "now"), "CLI-022  netbox.pull takes no word without an option here: now.", "--tier"),
        (("netbox.pull", "config.plna"), "CLI-008  No such command: config.plna.", "config.plan"),
        (("netbox.pull", "config"), "CLI-008  No such command: config.", "config.plan"),
        (("--hlep",), "CLI-009  ./inv has no option --hlep.", "--help"),
        (("--xyzzy",), "CLI-009  ./inv has no option --xyzzy.", "--list, --help, --version   (all of them, with their"),
        (("--help", "config.plna"), "CLI-008  No such command: config.plna.", "config.plan"),
        (("--list", "confgi"), "CLI-008  No such command: confgi.", "config."),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_what_is_near(words: tuple[str, ...], told: str, near: str) -> None:
    refused = inv(*words)
    assert refused.returncode == 1
    assert refused.stdout.startswith(told)
    assert near in refused.stdout


def test_in_a_pipe_the_lines_come_in_the_order_they_are_said_in_any_encoding(tmp_path: Path) -> None:
    said = (
        "from altyapi.cli import frame\n"
        "def body(out, configured):\n"
        "    out.line('çizelge'); out.note('sonraki'); out.line('sonuç')\n"
        "    return 0\n"
        "frame.run(body)"
    )
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=tmp_path, check=True, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "PYTHONIOENCODING": "ascii", "ALTYAPI_ROOT": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.splitlines() == ["\\xe7izelge", "sonraki", "sonu\\xe7"]


def test_a_netbox_token_is_never_advised_into_a_file() -> None:
    url = inv("netbox.pull")
    assert "NETBOX_URL" in url.stdout
    assert "netbox_url in inventory/altyapi.yml" in url.stdout
    token = inv("netbox.pull", NETBOX_URL="http://127.0.0.1:1")
    assert "Set NETBOX_TOKEN in the environment, never in a file" in token.stdout
    assert "altyapi.yml" not in token.stdout


def test_installed_without_a_checkout_it_has_all_its_commands_and_runs_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "tasks.py").write_text("raise SystemExit('somebody else')\n", "utf-8")
    command = [sys.executable, "-P", "-m", "altyapi.cli"]
    told = subprocess.run([*command, "--list"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 0, told.stderr
    assert {"netbox.import", "audit.inventory", "doctor"} <= {
        line.strip().split(" ")[0] for line in told.stdout.splitlines()
    }
    assert "somebody else" not in told.stdout + told.stderr
    written = subprocess.run(
        [*command, "netbox.template", "--out", "bos.xlsx"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "bos.xlsx").is_file()


def test_a_word_where_a_number_belongs_names_the_option() -> None:
    for words in (("--prune-limit", "on"), ("--prune-limit=on",)):
        told = inv("netbox.import", *words, "list.xlsx", ALTYAPI_LANG="tr")
        assert told.returncode == 1
        assert "CLI-015" in told.stdout
        assert "--prune-limit; verilen: on" in told.stdout
        assert "./inv --help netbox.import" in told.stdout
        assert "Traceback" not in told.stdout


def test_ctrl_c_before_a_command_runs_leaves_no_traceback(tmp_path: Path) -> None:
    """The interrupt comes while the program's modules are being imported."""
    (tmp_path / "sitecustomize.py").write_text(
        "import builtins, os, signal\n"
        # a shell's background job, as a CI runner may be, is started with the interrupt ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "real = builtins.__import__\n"
        "def interrupted(name, *rest, **named):\n"
        "    if name == 'invoke.program': os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(name, *rest, **named)\n"
        "builtins.__import__ = interrupted\n",
        encoding="utf-8",
    )
    told = inv("netbox.status", PYTHONPATH=str(tmp_path))
    assert told.returncode == -signal.SIGINT
    assert told.stdout == ""


def test_help_and_the_list_of_commands_are_turkish_where_the_language_is() -> None:
    told = inv("config.rollback", "--help", ALTYAPI_LANG="tr")
    assert told.stdout.startswith("Kullanım: ./inv config.rollback RUN [--seçenekler]")
    assert "Bir çalıştırmayı geri alır" in told.stdout
    assert "Örnek: ./inv config.rollback latest" in told.stdout
    assert "neden geri alındığı" in told.stdout
    assert "Usage" not in told.stdout
    listed = inv("--list", ALTYAPI_LANG="tr").stdout
    assert listed.startswith("Komutlar:")
    assert "Cihazları yeniden okur" in " ".join(listed.split())
    assert "Read the devices" not in listed


def test_every_command_says_in_turkish_what_it_and_its_options_do() -> None:
    commands = namespace()
    for name in commands.task_names:
        assert name in COMMANDS, name
        for option, told in commands[name].help.items():
            assert told in OPTIONS, (name, option, told)


def test_a_letter_means_the_same_option_in_every_command() -> None:
    letters: dict[str, set[str]] = {}
    for context in namespace().to_contexts():
        for argument in context.args.values():
            for one in argument.names:
                if len(one) == 1 and one != argument.names[0]:  # a positional one may be called so
                    letters.setdefault(one, set()).add(argument.names[0])
    assert letters["f"] == {"format"}
    assert {letter: names for letter, names in letters.items() if len(names) > 1} == {}


def test_help_shows_what_stands_behind_a_command_without_an_option_and_says_it_whole_in_turkish() -> None:
    told = " ".join(inv("--help", "netbox.import", ALTYAPI_LANG="tr").stdout.split())
    assert "./inv netbox.import FILES… [" in told
    assert "çıkış kodu 1 olur" in told
    assert "new building" not in told


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_a_completion_script_is_never_broken_into_lines_of_a_terminals_width(shell: str) -> None:
    told = inv("--print-completion-script", shell, COLUMNS="80")
    assert told.stdout.rstrip() == completion.script(shell).rstrip()
