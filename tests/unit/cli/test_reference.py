"""What is made of the commands themselves: the reference, the manual page, completion, the bill of materials."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from altyapi.cli import bill, completion, namespace, packaging, reference
from altyapi.cli.bill import PackageAbsent
from altyapi.cli.completion import ShellUnknown
from altyapi.cli.packaging import NotPackaged
from altyapi.settings import PACKAGE_ROOT

HEAVY = {
    "aerleon", "aiohttp", "ansible", "asyncssh", "cryptography", "httpx", "jinja2", "lxml", "napalm", "netmiko", "openpyxl",
    "paramiko", "pydantic", "pynetbox", "pyrage", "requests", "rich", "segno",
}  # fmt: skip
MODULES_MOST = 420
"""What listing the commands may import, all told: measured 352. Time depends on the machine, this does not."""


def test_every_command_has_an_example_and_says_what_it_does() -> None:
    for one in reference.commands():
        assert one.first.endswith((".", ":")), one.name
        assert one.examples, one.name
        assert all(one.name in example for example in one.examples[:1]), one.name
        assert all(option.text for option in one.options), (one.name, one.options)


def test_the_reference_and_the_manual_name_every_command_and_option() -> None:
    page, manual = reference.page(), reference.manual("1.2.3", "2026-04-20")
    for name in namespace().task_names:
        assert f"### `{name}`" in page
        assert f".SS {name}" in manual
    assert "`--limit …`" in page
    assert "default: &lt;state\\_dir>/export" in page  # as text, not as a tag that no browser knows
    assert "\\-\\-limit" in manual


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_one_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "altyapi.1").write_text(reference.manual("1.2.3", "2026-04-20"), "utf-8")
    told = subprocess.run(
        ["groff", "-k", "-man", "-Tutf8", "-ww", str(tmp_path / "altyapi.1")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr == ""
    assert "config.plan" in told.stdout


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_each_shell_has_a_script_that_it_can_read(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")
    (tmp_path / "script").write_text(completion.script(shell, "altyapi"))
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_a_shell_without_a_script_is_told() -> None:
    with pytest.raises(ShellUnknown, match="tcsh"):
        completion.script("tcsh")


@pytest.mark.parametrize("words", [("--list",), ("--help", "config.plan"), ("--complete", "--", "config.pl")])
def test_what_only_tells_of_commands_imports_little(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom altyapi.cli.program import program\n"
        f"program.run(['inv', '--search-root', {str(PACKAGE_ROOT)!r}, *{words!r}], exit=False)\n"
        "print('\\n' + ' '.join(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = told.stdout.splitlines()[-1].split()
    assert not HEAVY & {name.partition(".")[0] for name in imported}
    assert len(imported) <= MODULES_MOST


def test_the_bill_of_materials_names_all_that_is_needed_and_nothing_else() -> None:
    every = bill.parts()
    names = {one.name for one in every}
    assert {"altyapi", "ansible-core", "cffi", "pydantic-core"} <= names
    assert not names & {"pytest", "mypy", "zensical", "asyncssh"}
    told = json.loads(bill.cyclonedx(every, "2026-04-20T09:00:00+03:00"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["component"]["name"] == "altyapi"
    references = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in told["dependencies"]} == references
    assert {needed for one in told["dependencies"] for needed in one["dependsOn"]} <= references
    unknown = [one["name"] for one in told["components"] if "licenses" not in one]
    assert unknown in ([], ["pyrage"])  # whose package says none; its repository says MIT


def test_a_package_that_is_not_here_is_told() -> None:
    with pytest.raises(PackageAbsent, match="no-such-package"):
        bill.parts("no-such-package")


def test_a_step_of_packaging_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(NotPackaged, match="build: no such file"):
        packaging.run("build", ["sh", "-c", "echo first; echo no such file >&2; exit 3"])
    with pytest.raises(NotPackaged, match="not installed"):
        packaging.run("build", [str(tmp_path / "uv")])


def test_what_goes_with_a_release_is_written(tmp_path: Path) -> None:
    packaging.companions(tmp_path, "1.2.3")
    names = {one.name for one in tmp_path.iterdir()}
    assert names == {
        "altyapi-1.2.3.cdx.json", "altyapi-1.2.3.licences.tsv", "altyapi.1", "altyapi.bash", "altyapi.zsh", "altyapi.fish",
    }  # fmt: skip
