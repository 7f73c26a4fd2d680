"""Equal secrets are no difference, rotated ones are, and what nobody can tell is said to be so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from netutils.password import encrypt_type7

from altyapi.platforms import load
from altyapi.secrets import LedgerUnreadable, Reconciled, SecretLedger, SecretStore, reconcile
from altyapi.secrets.forms import md5crypt, type_8, type_9
from tests.support.processes import FORKED

IOS = load("cisco_ios")
DEVICE = "obb-mrk-hb01-ers01"
VALUES = {
    "ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "k" * 32,
    "ALTYAPI_SECRET_LOCAL_ACIL": "Parola-1",
    "ALTYAPI_SECRET_TACACS_KEY": "Anahtar-1",
    "ALTYAPI_SECRET_SNMP_AUTH": "Dogrulama-1",
    "ALTYAPI_SECRET_SNMP_PRIV": "Gizlilik-1",
}
USER = "username acil privilege 15 secret <<secret:local/acil>>"
SNMP = "snmp-server user izleme altyapi-ro v3 auth sha <<secret:snmp/auth>> priv aes 128 <<secret:snmp/priv>>"
SERVER = "tacacs server TAC1\n address ipv4 10.64.0.8\n key <<secret:tacacs/key>>"


@pytest.fixture
def ledger(tmp_path: Path) -> SecretLedger:
    return SecretLedger(tmp_path / "secrets.ledger.json")


def store(**changed: str) -> SecretStore:
    return SecretStore(environment=VALUES | {f"ALTYAPI_SECRET_{name}": value for name, value in changed.items()})


def run(
    intended: str, running: str, ledger: SecretLedger, secrets: SecretStore | None = None, *, just_sent: bool = False
) -> Reconciled:
    return reconcile(
        intended,
        running,
        device=DEVICE,
        store=secrets or store(),
        platform=IOS,
        ledger=ledger,
        just_sent=just_sent,
    )


SHOWN = {
    "plain": "username acil privilege 15 secret 0 Parola-1",
    "type 5": f"username acil privilege 15 secret 5 {md5crypt('Parola-1', 'nTzW')}",
    "type 7": f"username acil privilege 15 secret 7 {encrypt_type7('Parola-1', 5)}",
    "type 8": f"username acil privilege 15 secret 8 {type_8('Parola-1', 'TnGX/fE4KGHOVU')}",
    "type 9": f"username acil privilege 15 secret 9 {type_9('Parola-1', 'TnGX/fE4KGHOVU')}",
}


@pytest.mark.parametrize("form", SHOWN)
def test_a_secret_that_the_device_holds_is_no_difference(form: str, ledger: SecretLedger) -> None:
    running = f"hostname x\n{SHOWN[form]}\nend"
    assert run(f"hostname x\n{USER}\nend", running, ledger) == Reconciled(text=running)


@pytest.mark.parametrize("form", SHOWN)
def test_a_rotated_secret_stays_a_difference(form: str, ledger: SecretLedger) -> None:
    result = run(USER, SHOWN[form], ledger, store(LOCAL_ACIL="Parola-2"))
    assert result == Reconciled(text=USER)


def test_other_settings_of_the_line_are_still_compared(ledger: SecretLedger) -> None:
    shown = SHOWN["type 9"].replace("privilege 15", "privilege 1")
    assert run(USER, shown, ledger).text == USER


def test_a_hash_that_is_asked_for_must_be_the_one_that_is_shown(ledger: SecretLedger) -> None:
    wanted = "username acil privilege 15 algorithm-type scrypt secret <<secret:local/acil>>"
    assert run(wanted, SHOWN["type 9"], ledger).text == SHOWN["type 9"]
    assert run(wanted, SHOWN["type 5"], ledger).text == wanted


def test_keys_are_compared_inside_their_own_block_and_keep_their_indent(ledger: SecretLedger) -> None:
    other = f"tacacs server TAC2\n address ipv4 10.64.0.9\n key 7 {encrypt_type7('Anahtar-1')}"
    own = f"tacacs server TAC1\n address ipv4 10.64.0.8\n key 7 {encrypt_type7('Anahtar-1', 3)}"
    assert run(SERVER, other, ledger).text == SERVER
    assert run(SERVER, f"{other}\n{own}", ledger).text == own


def test_a_reference_may_stand_in_any_kind_of_line(ledger: SecretLedger) -> None:
    pairs = {
        "ntp authentication-key 1 md5 <<secret:tacacs/key>>": f"ntp authentication-key 1 md5 {encrypt_type7('Anahtar-1')} 7",
        "snmp-server community <<secret:tacacs/key>> RO": "snmp-server community Anahtar-1 RO",
        "enable secret <<secret:local/acil>>": f"enable secret 5 {md5crypt('Parola-1', 'ab')}",
        "tacacs-server key <<secret:tacacs/key>>": f"tacacs-server key 7 {encrypt_type7('Anahtar-1')}",
    }
    intended, running = "\n".join(pairs), "\n".join(pairs.values())
    assert run(intended, running, ledger) == Reconciled(text=running)
    rotated = run(intended, running, ledger, store(TACACS_KEY="Anahtar-2", LOCAL_ACIL="Parola-2"))
    assert rotated == Reconciled(text=intended)


def test_lines_without_references_are_not_touched(ledger: SecretLedger) -> None:
    text = "enable secret 5 $1$x$y\nbanner login ^C\n key to the door\n^C"
    assert run(text, "", ledger) == Reconciled(text=text)


# -- what the device never shows


def test_a_hidden_line_that_was_never_set_is_a_command(ledger: SecretLedger) -> None:
    assert run(SNMP, "hostname x", ledger) == Reconciled(text=SNMP, unverifiable=(SNMP,))


def test_a_hidden_line_that_the_ledger_knows_is_no_command_and_is_told(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    assert run(f"hostname x\n{SNMP}\nend", "", ledger) == Reconciled(text="hostname x\nend", unverifiable=(SNMP,))


def test_a_hidden_line_with_a_rotated_secret_is_a_command_again(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    assert run(SNMP, "", ledger, store(SNMP_PRIV="Gizlilik-2")).text == SNMP


def test_a_hidden_line_with_other_settings_is_a_command_also_when_it_had_been_set_before(ledger: SecretLedger) -> None:
    stronger = SNMP.replace("aes 128", "aes 256")
    ledger.record(DEVICE, SNMP, store())
    assert run(stronger, "", ledger).text == stronger
    ledger.record(DEVICE, stronger, store())
    assert run(stronger, "", ledger).text == ""
    assert run(SNMP, "", ledger).text == SNMP


def test_what_was_set_on_one_device_says_nothing_of_another(ledger: SecretLedger) -> None:
    ledger.record("other", SNMP, store())
    assert run(SNMP, "", ledger).text == SNMP


def test_a_hidden_line_is_not_expected_on_a_re_read(ledger: SecretLedger) -> None:
    assert run(f"hostname x\n{SNMP}", "hostname x", ledger, just_sent=True).text == "hostname x"


def test_a_user_that_nobody_wants_any_more_is_told_with_the_command_that_removes_it(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    assert run("hostname x", "", ledger).stale == ("no snmp-server user izleme altyapi-ro v3",)
    ledger.record(DEVICE, "no snmp-server user izleme altyapi-ro v3", store())
    assert run("hostname x", "", ledger).stale == ()
    assert run(SNMP, "", ledger).text == SNMP


def test_a_removal_that_was_never_confirmed_is_a_command_again(ledger: SecretLedger) -> None:
    removal = "no snmp-server user izleme altyapi-ro v3"
    ledger.record(DEVICE, SNMP, store())
    ledger.doubt(DEVICE, removal)
    assert run("hostname x", "", ledger).stale == (removal,)
    ledger.record(DEVICE, removal, store())
    assert run("hostname x", "", ledger).stale == ()


def test_a_line_whose_push_was_never_confirmed_is_a_command_again(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    ledger.doubt(DEVICE, SNMP)
    assert run(SNMP, "", ledger).text == SNMP
    assert run("", "", ledger).stale == ("no snmp-server user izleme altyapi-ro v3",)
    ledger.record(DEVICE, SNMP, store())
    assert run(SNMP, "", ledger).text == ""


def test_doubt_about_the_new_settings_is_doubt_about_the_old_ones(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    ledger.doubt(DEVICE, SNMP.replace("aes 128", "aes 256"))
    assert run(SNMP, "", ledger).text == SNMP


# -- what the device shows and only it can read


ENCRYPTED = SERVER.replace("<<secret:tacacs/key>>", "6 UXJdRhKMYEXXWb[JRBOQKCKhFIFJdYAAB")
KEY_LINE = "tacacs server TAC1 / key <<secret:tacacs/key>>"


def test_an_unreadable_form_is_a_command_until_the_ledger_knows_it(ledger: SecretLedger) -> None:
    assert run(SERVER, ENCRYPTED, ledger) == Reconciled(text=SERVER, unverifiable=(KEY_LINE,))
    ledger.record(DEVICE, KEY_LINE, store())
    assert run(SERVER, ENCRYPTED, ledger) == Reconciled(text=ENCRYPTED, unverifiable=(KEY_LINE,))
    assert run(SERVER, ENCRYPTED, ledger, store(TACACS_KEY="Anahtar-2")).text == SERVER


def test_an_unreadable_form_is_accepted_on_a_re_read(ledger: SecretLedger) -> None:
    assert run(SERVER, ENCRYPTED, ledger, just_sent=True).text == ENCRYPTED


def test_a_wrong_readable_form_is_not_accepted_on_a_re_read(ledger: SecretLedger) -> None:
    shown = SERVER.replace("<<secret:tacacs/key>>", f"7 {encrypt_type7('baska')}")
    assert run(SERVER, shown, ledger, just_sent=True).text == SERVER


# -- the ledger


def test_the_ledger_holds_no_values(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    content = ledger.file.read_text("utf-8")
    assert "Dogrulama-1" not in content
    assert "Gizlilik-1" not in content
    assert ledger.file.stat().st_mode & 0o777 == 0o600
    assert json.loads(content)["devices"][DEVICE][0]["line"] == SNMP


def test_recording_again_replaces_the_entry(ledger: SecretLedger) -> None:
    ledger.record(DEVICE, SNMP, store())
    ledger.record(DEVICE, f"  {SNMP}\n", store(SNMP_PRIV="Gizlilik-2"))
    assert len(ledger.entries(DEVICE)) == 1
    assert run(SNMP, "", ledger, store(SNMP_PRIV="Gizlilik-2")).text == ""


def test_a_replaced_device_holds_what_it_was_set_up_with_and_others_keep_theirs(ledger: SecretLedger) -> None:
    old = SNMP.replace("izleme", "eski")
    for device in (DEVICE, "other", "wiped"):
        ledger.record(device, old, store())
    ledger.begin_anew({DEVICE: [SNMP], "wiped": []}, store())
    assert [entry.line for entry in ledger.entries(DEVICE)] == [SNMP]
    assert ledger.entries("wiped") == ()
    assert [entry.line for entry in ledger.entries("other")] == [old]
    assert run(SNMP, "", ledger).text == ""
    assert run(SNMP, "", ledger, store(SNMP_AUTH="Dogrulama-2")).text == SNMP


@pytest.mark.parametrize("content", ["", "{", "[]", '{"devices": {"a": [{"line": 1}]}}'])
def test_a_damaged_ledger_is_an_error_and_never_an_empty_one(ledger: SecretLedger, content: str) -> None:
    ledger.file.write_text(content, "utf-8")
    with pytest.raises(LedgerUnreadable, match=str(ledger.file)):
        run(SNMP, "", ledger)


def _record_many(file: Path, worker: int) -> None:
    ledger = SecretLedger(file)
    for number in range(10):
        ledger.record(f"{DEVICE}-{worker}-{number}", SNMP, store())


def test_parallel_processes_lose_none_of_each_others_entries(ledger: SecretLedger) -> None:
    workers = [FORKED.Process(target=_record_many, args=(ledger.file, worker)) for worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(json.loads(ledger.file.read_text("utf-8"))["devices"]) == 30


def test_another_ledger_on_the_same_file_sees_what_was_recorded(ledger: SecretLedger) -> None:
    other = SecretLedger(ledger.file)
    assert other.entries(DEVICE) == ()
    ledger.record(DEVICE, SNMP, store())
    assert len(other.entries(DEVICE)) == 1
