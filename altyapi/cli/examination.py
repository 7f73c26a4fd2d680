"""What doctor looks at, one function per concern; each gives findings, none raises."""

from __future__ import annotations

import importlib
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

from altyapi.errors import ToolkitError
from altyapi.intent.context import ConnectionContext
from altyapi.settings import Settings
from netbox_sync.check import Finding, Severity

TOOLS = ("ssh", "ssh-keygen")
DEFAULT_CREDENTIALS = frozenset({ConnectionContext.model_fields["credential"].default})
LIBRARIES = ("ansible", "netmiko", "pynetbox", "pydantic", "jinja2", "httpx", "rich")


def examine(configured: Settings) -> list[Finding]:
    """Every concern, in the order in which a newcomer meets them."""
    concerns: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _environment, _netbox, _snapshot, _signing, _host_keys, _secrets, _policy,
    )  # fmt: skip
    return [finding for concern in concerns for finding in concern(configured)]


def _environment(_configured: Settings) -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    yield _say("python", "ok", f"Python {running}", f"Python {running}")
    missing = [name for name in LIBRARIES if not _importable(name)]
    if missing:
        names = ", ".join(missing)
        next_en = "Remove .venv and run ./inv again; it makes the environment anew."
        next_tr = ".venv klasörünü silin ve ./inv komutunu yeniden çalıştırın."
        yield _say(
            "environment", "error", f"Libraries missing: {names}", f"Eksik kütüphaneler: {names}", next_en, next_tr
        )
    else:
        yield _say("environment", "ok", "All libraries are there.", "Tüm kütüphaneler yerinde.")
    for tool in TOOLS:
        if shutil.which(tool) is None:
            next_en, next_tr = "Install Debian's openssh-client.", "Debian openssh-client paketini kurun."
            yield _say("environment", "error", f"Program missing: {tool}", f"Eksik program: {tool}", next_en, next_tr)


def _netbox(configured: Settings) -> Iterator[Finding]:
    from altyapi.cli import snapshots
    from netbox_sync.check import check

    try:
        with snapshots.netbox(configured) as netbox:
            yield from check(netbox)
    except ToolkitError as error:
        yield _from_error("netbox", error)


def _snapshot(configured: Settings) -> Iterator[Finding]:
    from altyapi.cli.frame import now
    from altyapi.cli.snapshots import words
    from netbox_sync import snapshot

    try:
        taken = snapshot.load(configured.snapshot)
    except ToolkitError as error:
        yield _from_error("snapshot", error)
        return
    age = snapshot.age(taken, now())
    yield _say(
        "snapshot",
        "ok",
        f"Snapshot is {words(age)} old: {configured.snapshot}",
        f"Anlık görüntü yaşı: {words(age, 'tr')}: {configured.snapshot}",
    )


def _signing(configured: Settings) -> Iterator[Finding]:
    from altyapi.plan import approval
    from altyapi.signers import examine as examine_signers

    signers = configured.allowed_signers
    if not signers.is_file():
        next_en = 'Write it: one line per person, `principal namespaces="altyapi-plan" ssh-ed25519 AAAA…` (ssh-keygen(1), ALLOWED SIGNERS).'
        next_tr = 'Yazın: her kişi için bir satır, `kişi namespaces="altyapi-plan" ssh-ed25519 AAAA…` (ssh-keygen(1), ALLOWED SIGNERS).'
        yield _say(
            "signing", "error", f"No list of signers: {signers}", f"İmzacı listesi yok: {signers}", next_en, next_tr
        )
        return
    listed, faults = examine_signers(signers)
    for fault in faults:
        next_en = 'One person per line, each key once: `name namespaces="altyapi-plan" ssh-ed25519 AAAA…`.'
        next_tr = 'Her satırda bir kişi, her anahtar bir kez: `ad namespaces="altyapi-plan" ssh-ed25519 AAAA…`.'
        yield _say("signing", "error", f"{fault.place()}: {fault.en}", f"{fault.place()}: {fault.tr}", next_en, next_tr)
    if len({signer.principal for signer in listed}) < 2:
        next_en, next_tr = "Add a second person's key.", "İkinci bir kişinin anahtarını ekleyin."
        yield _say(
            "signing",
            "error",
            f"Four eyes need two people: {signers}",
            f"Dört göz için iki kişi gerekir: {signers}",
            next_en,
            next_tr,
        )
    if configured.signing_key is None:
        next_en = "Set ALTYAPI_SIGNING_KEY to your SSH key; plans made here are signed with it."
        next_tr = "ALTYAPI_SIGNING_KEY ile SSH anahtarınızı gösterin; burada yapılan planlar onunla imzalanır."
        yield _say("signing", "error", "No signing key is set.", "İmza anahtarı ayarlı değil.", next_en, next_tr)
        return
    try:
        person = approval.principal_of(configured.signing_key, signers)
    except ToolkitError as error:
        yield _from_error("signing", error)
        return
    yield _say(
        "signing", "ok", f"Plans made here are signed by {person}.", f"Burada yapılan planları imzalayan: {person}."
    )


def _host_keys(configured: Settings) -> Iterator[Finding]:
    file = configured.known_hosts
    if not file.is_file():
        next_en, next_tr = "./inv device.trust --limit … --record", "./inv device.trust --limit … --record"
        yield _say(
            "host keys",
            "error",
            f"No host keys recorded: {file}",
            f"Kayıtlı SSH anahtarı yok: {file}",
            next_en,
            next_tr,
        )
        return
    count = sum(1 for line in file.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    yield _say("host keys", "ok", f"Host keys in {file}: {count}", f"SSH anahtarı sayısı: {count}, dosya: {file}")


def _secrets(configured: Settings) -> Iterator[Finding]:
    from altyapi.plan import gather
    from altyapi.secrets import SecretStore
    from altyapi.secrets.store import DIGEST_KEY
    from netbox_sync import snapshot

    file = configured.secrets_file
    if file is not None and file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield _say(
            "secrets",
            "error",
            f"Readable by others: {file}",
            f"Başkalarınca okunabilir: {file}",
            f"chmod 600 {file}",
            f"chmod 600 {file}",
        )
    names: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    with suppress(ToolkitError):  # a snapshot that is not there is a finding of its own
        names, credentials = gather.named_secrets(snapshot.load(configured.snapshot))
    credentials = credentials or DEFAULT_CREDENTIALS
    store = SecretStore.from_settings(configured)
    try:
        missing = {*store.missing([DIGEST_KEY, *names])}
        missing.update(name for each in credentials for name in store.missing_of_credential(each))
    except ToolkitError as error:
        yield _from_error("secrets", error)
        return
    if missing:
        yield _from_error("secrets", store.fault(sorted(missing)))
        return
    logins = ", ".join(sorted(credentials))
    yield _say(
        "secrets",
        "ok",
        f"The digest key, the credentials ({logins}) and the secrets that config contexts name ({len(names)}) resolve.",
        f"Özet anahtarı, kimlik bilgileri ({logins}) ve config context sırları ({len(names)}) çözülüyor.",
    )


def _policy(configured: Settings) -> Iterator[Finding]:
    from altyapi.plan import names, policy
    from netbox_sync import snapshot

    try:
        rules = policy.load(configured.policy_dir)
    except ToolkitError as error:
        yield _from_error("policy", error)
        return
    with suppress(ToolkitError):  # a snapshot that is not there is a finding of its own
        unknown = names.unknown(rules, snapshot.load(configured.snapshot))
        for binding in (True, False):
            listing = "; ".join(one.told() for one in unknown if one.binding is binding)
            if listing:
                found = _from_error("policy", names.PolicyNamesUnknown(listing=listing))
                yield found if binding else found.model_copy(update={"severity": "warning"})
    yield _say(
        "policy",
        "ok",
        f"Policy is readable: {configured.policy_dir}",
        f"Politika okunabiliyor: {configured.policy_dir}",
    )


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _from_error(topic: str, error: ToolkitError) -> Finding:
    return _say(
        topic,
        "error",
        f"{error.code}  {error.message('en')}",
        f"{error.code}  {error.message('tr')}",
        error.remedy("en"),
        error.remedy("tr"),
    )


def _say(topic: str, severity: Severity, en: str, tr: str, en_remedy: str = "", tr_remedy: str = "") -> Finding:
    return Finding(topic=topic, severity=severity, en=en, tr=tr, en_remedy=en_remedy, tr_remedy=tr_remedy)
