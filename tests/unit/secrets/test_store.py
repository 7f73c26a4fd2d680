"""Where secrets come from, and that they stay where they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from altyapi import platforms
from altyapi.apply import runs
from altyapi.apply.work import Services, Work
from altyapi.plan import model
from altyapi.secrets import (
    SecretFileOpen,
    SecretFileUnreadable,
    SecretLedger,
    SecretMissing,
    SecretStore,
    SecretUnusable,
    VaultLocked,
    materialise,
)
from altyapi.settings import Settings
from tests.support.plans import NOW, entry, plan

VALUES = {"local": {"acil": "Parola-1"}, "tacacs/key": "Anahtar-1", "altyapi/digest-key": "k" * 32}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.yml"
    file.write_text(yaml.safe_dump(VALUES), "utf-8")
    file.chmod(0o600)
    return file


def ansible_vault(*arguments: str) -> str:
    program = Path(sys.executable).with_name("ansible-vault")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "vault-password"
    file.write_text("kasa parolası\n", "utf-8")
    return file


@pytest.fixture(scope="module")
def ciphertext(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What ansible-vault itself makes of the values; once, as the program takes two seconds."""
    folder = tmp_path_factory.mktemp("vault")
    (folder / "password").write_text("kasa parolası\n", "utf-8")
    (folder / "secrets.yml").write_text(yaml.safe_dump(VALUES), "utf-8")
    ansible_vault("encrypt", "--vault-password-file", str(folder / "password"), str(folder / "secrets.yml"))
    return (folder / "secrets.yml").read_bytes()


@pytest.fixture
def encrypted(plain: Path, ciphertext: bytes) -> Path:
    assert ciphertext.startswith(b"$ANSIBLE_VAULT;")
    plain.write_bytes(ciphertext)
    return plain


def store(file: Path | None = None, **more: object) -> SecretStore:
    return SecretStore(**{"file": file, "environment": {}} | more)  # type: ignore[arg-type]


def test_nested_and_flat_names_of_the_file_are_the_same(plain: Path) -> None:
    secrets = store(plain)
    assert (secrets.get("local/acil"), secrets.get("tacacs/key")) == ("Parola-1", "Anahtar-1")


def test_the_environment_comes_before_the_file_and_the_file_before_the_command(plain: Path) -> None:
    secrets = store(plain, environment={"ALTYAPI_SECRET_LOCAL_ACIL": "ortam"}, command="printf komut-{name}")
    found = [secrets.get(name) for name in ("local/acil", "tacacs/key", "radius/key")]
    assert found == ["ortam", "Anahtar-1", "komut-radius/key"]


def test_a_file_encrypted_with_ansible_vault_is_read(encrypted: Path, password: Path) -> None:
    assert store(encrypted, vault_password_file=password).get("local/acil") == "Parola-1"


def test_the_vaults_password_may_come_from_a_program(encrypted: Path, tmp_path: Path) -> None:
    program = tmp_path / "password.sh"
    program.write_text("#!/bin/sh\necho 'kasa parolası'\n", "utf-8")
    program.chmod(0o700)
    assert store(encrypted, vault_password_file=program).get("local/acil") == "Parola-1"


def test_single_encrypted_values_are_read_and_need_no_closed_file(tmp_path: Path, password: Path) -> None:
    text = ansible_vault("encrypt_string", "--vault-password-file", str(password), "--name", "acil", "Parola-2")
    file = tmp_path / "mixed.yml"
    file.write_text(text, "utf-8")
    file.chmod(0o644)
    assert store(file, vault_password_file=password).get("acil") == "Parola-2"


def test_a_wrong_vault_password_is_an_error_that_names_the_file(encrypted: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("yanlış", "utf-8")
    with pytest.raises(VaultLocked, match=str(encrypted)):
        store(encrypted, vault_password_file=wrong).get("local/acil")


@pytest.mark.parametrize("file", [None, Path("does-not-exist")])
def test_a_vault_without_password_says_how_to_give_one(encrypted: Path, file: Path | None) -> None:
    with pytest.raises(VaultLocked) as caught:
        store(encrypted, vault_password_file=file).get("local/acil")
    assert "ALTYAPI_VAULT_PASSWORD_FILE" in caught.value.remedy("en")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_plain_secrets_that_others_can_read_are_refused(plain: Path, mode: int) -> None:
    plain.chmod(mode)
    with pytest.raises(SecretFileOpen, match=f"{mode:04o}"):
        store(plain).get("local/acil")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n- b\n", "mapping"),
        ("pin: 0123\n", "value of pin is not text"),
        ("a: {b: true}\n", "value of a/b is not text"),
        ("a: 'Gizli-Parola\n", "not valid YAML"),
    ],
)
def test_a_file_that_can_not_be_meant_is_refused_without_showing_it(plain: Path, text: str, problem: str) -> None:
    plain.write_text(text, "utf-8")
    with pytest.raises(SecretFileUnreadable, match=problem) as caught:
        store(plain).get("a")
    assert "Gizli-Parola" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_missing_file_is_an_error_and_not_an_empty_store(tmp_path: Path) -> None:
    with pytest.raises(SecretFileUnreadable, match="No such file"):
        store(tmp_path / "none.yml").get("local/acil")


def test_an_empty_file_holds_nothing(plain: Path) -> None:
    plain.write_text("", "utf-8")
    with pytest.raises(SecretMissing):
        store(plain).get("local/acil")


def test_a_missing_secret_tells_every_place_that_was_looked_in(plain: Path) -> None:
    with pytest.raises(SecretMissing) as caught:
        store(plain, command="sh -c 'echo no entry >&2; exit 1' {name}").get("radius/key")
    message = caught.value.message("en")
    assert "radius/key" in message
    assert "ALTYAPI_SECRET_RADIUS_KEY" in message
    assert str(plain) in message
    assert "exit 1, no entry" in message


def test_a_command_that_does_not_exist_is_told(plain: Path) -> None:
    with pytest.raises(SecretMissing, match="No such file or directory"):
        store(plain, command="no-such-program-here {name}").get("radius/key")


def test_only_the_first_line_of_a_commands_answer_is_the_secret() -> None:
    assert store(command=r"printf 'parola\nuser: x\n'").get("a") == "parola"


def test_the_command_runs_without_a_shell(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    assert store(command="echo {name}").get(f"a; touch {witness}") == f"a; touch {witness}"
    assert not witness.exists()


def test_a_name_is_looked_up_once(tmp_path: Path) -> None:
    count = tmp_path / "count"
    secrets = store(command=f"sh -c 'echo x >>{count}; echo deger'")
    assert [secrets.get("a"), secrets.get("a")] == ["deger", "deger"]
    assert count.read_text("utf-8") == "x\n"


def test_a_credential_has_a_password_or_a_key(tmp_path: Path) -> None:
    file = tmp_path / "secrets.yml"
    content = {"credentials": {
        "network": {"username": "altyapi", "password": "Giriş-1", "enable": "Yetki-1"},
        "key": {"username": "altyapi", "key_file": "~/id"},
        "empty": {"username": "altyapi"},
    }}  # fmt: skip
    file.write_text(yaml.safe_dump(content), "utf-8")
    file.chmod(0o600)
    secrets = store(file)
    network = secrets.credential("network")
    assert (network.username, network.password, network.enable, network.key_file) == (
        "altyapi",
        "Giriş-1",
        "Yetki-1",
        None,
    )
    assert secrets.credential("key").key_file == Path("~/id").expanduser()
    with pytest.raises(SecretMissing, match="credentials/empty/password"):
        secrets.credential("empty")
    with pytest.raises(SecretMissing, match="credentials/none/username"):
        secrets.credential("none")
    assert "Giriş-1" not in repr(network) + str(network)
    assert "altyapi" not in secrets.known_values()
    assert {"Giriş-1", "Yetki-1"} <= secrets.known_values()


def test_a_store_does_not_show_what_it_holds(plain: Path) -> None:
    secrets = store(plain, environment={"ALTYAPI_SECRET_X": "Ortam-1"})
    assert secrets.get("local/acil") + secrets.get("x")
    assert "Parola-1" not in repr(secrets)
    assert "Ortam-1" not in repr(secrets)


def test_a_digest_changes_with_the_value_the_name_and_the_key() -> None:
    def digest(name: str, value: str, key: str) -> str:
        values = {"ALTYAPI_SECRET_A": value, "ALTYAPI_SECRET_B": value, "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": key}
        return SecretStore(environment=values).digest(name)

    found = {digest("a", "1", "k"), digest("a", "2", "k"), digest("b", "1", "k"), digest("a", "1", "l")}
    assert len(found) == 4
    assert digest("a", "1", "k") in found


def test_a_digest_without_key_says_how_to_make_one() -> None:
    with pytest.raises(SecretMissing, match="altyapi/digest-key") as caught:
        store(environment={"ALTYAPI_SECRET_A": "1"}).digest("a")
    assert "openssl rand" in caught.value.remedy("en")


def test_references_in_a_line_are_replaced(plain: Path) -> None:
    line = "username acil privilege 15 secret <<secret:local/acil>>"
    assert materialise(line, store(plain)) == "username acil privilege 15 secret Parola-1"
    assert materialise("no references", store(plain)) == "no references"


@pytest.mark.parametrize("value", ["iki kelime", "satır\nsonu", "soru?", "şifre", "7", ""])
def test_a_value_that_the_devices_command_line_would_mangle_is_refused_unshown(value: str) -> None:
    secrets = store(environment={"ALTYAPI_SECRET_A": value}, command="printf ''")
    with pytest.raises((SecretUnusable, SecretMissing)) as caught:
        materialise("key <<secret:a>>", secrets)
    assert len(value) < 2 or value not in str(caught.value)


def test_a_plan_or_a_run_sends_no_secret_that_the_platform_would_take_for_a_quote_or_an_escape(tmp_path: Path) -> None:
    secrets = store(environment={"ALTYAPI_SECRET_A": "Sifre\\n-\"12'3", "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "k"})
    services = Services(
        settings=Settings(root=tmp_path, state_dir=tmp_path),
        store=secrets,
        ledger=SecretLedger(tmp_path / "ledger.json"),
        operator="kul0001",
    )
    refused: dict[str, str] = {}
    for name in platforms.names():
        made = plan(entry(platform=name, commands=('key "<<secret:a>>"',), rollback=()), reason=name)
        model.save(made, tmp_path / f"{name}.json")
        run = runs.begin(tmp_path, tmp_path / f"{name}.json", operator="kul0001", reason="t", evrak="", now=NOW)
        try:
            Work(run, run.entries[0], services).commands("hostname x\n")
        except SecretUnusable as error:
            refused[name] = str(error.fields["problem"]).rpartition(": ")[2]
    assert refused.pop("fortinet_fortios") == "' \" \\"
    assert refused.pop("huawei_vrp") == '"'
    assert set(platforms.names()) - refused.keys() == {"cisco_ios", "fortinet_fortios", "huawei_vrp"}
    assert set(refused.values()) == {'" \\'}
    assert refused["juniper_junos"]
