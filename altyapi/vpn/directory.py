"""Who is in service, by a directory (LDAP, Active Directory): asked with OpenLDAP's `ldapsearch`, encrypted and verified always
(docs/decisions/0010-ldap.md). Nothing is written there.
"""

from __future__ import annotations

import base64
import binascii
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from altyapi.errors import EngineError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.vpn.sheets import InService
from netbox_sync.text import nfc

PASSWORD: Final = "ldap/password"  # noqa: S105  a secret's name
PROGRAM: Final = "ldapsearch"
SYSTEM_CAS: Final = (Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/tls/certs/ca-bundle.crt"))
PAGE: Final = 500
"""Entries of an answer (RFC 2696): servers give no more than some thousand at once."""
PLACE: Final = "{value}"
REFERENCE: Final = "# ref"
"""What ldapsearch writes before the address of a reference; LDIF itself has it as a comment."""
WITHOUT_PEOPLE: Final = ("dc=domaindnszones,", "dc=forestdnszones,", "cn=configuration,")


class DirectoryUnset(EngineError):
    """Fields: names."""

    code = "VPN-089"
    en = "The directory is not set up here: {names}"
    tr = "Dizin (LDAP) burada ayarlı değil: {names}"
    en_remedy = "Settings ldap_*: docs/settings.md; how they go together: docs/vpn.md."
    tr_remedy = "ldap_* ayarları: docs/settings.md; birlikte kullanımları: docs/vpn.md."


class DirectoryFailed(EngineError):
    """Fields: url, problem."""

    code = "VPN-090"
    en = "The directory gave no whole answer: {url}: {problem}"
    tr = "Dizinden (LDAP) tam yanıt alınamadı: {url}: {problem}"
    en_remedy = (
        "Nothing was changed. Check ldap_url, ldap_ca_file, ldap_base, ldap_filter, ldap_user and the secret ldap/password; "
        "the program is that of the Debian package ldap-utils."
    )
    tr_remedy = (
        "Hiçbir şey değişmedi. ldap_url, ldap_ca_file, ldap_base, ldap_filter, ldap_user ve ldap/password gizli değeri "
        "denetlenmeli; program ldap-utils Debian paketindedir."
    )


class DirectoryPartial(EngineError):
    """Fields: url, references."""

    code = "VPN-094"
    en = "The directory refers to other servers, which were not asked: {url}: {references}"
    tr = "Dizin, sorulmayan başka sunuculara yönlendiriyor: {url}: {references}"
    en_remedy = (
        "Nothing was changed: people in service may stand there. Ask a server that has all of them (Active Directory: a global "
        "catalog, port 3269) or set ldap_base below; where nobody of the institution stands there, add --accept-references."
    )
    tr_remedy = (
        "Hiçbir şey değişmedi: görevde olanların bir bölümü orada olabilir. Tümünü tutan bir sunucuya sorulmalı (Active "
        "Directory: genel katalog, 3269) ya da ldap_base daraltılmalı; orada kurumdan kimse yoksa --accept-references eklenmeli."
    )


class DirectoryEmpty(EngineError):
    """Fields: url, entries, attribute."""

    code = "VPN-091"
    en = "The directory names nobody in service: {url}: {entries} entries, none with {attribute}"
    tr = "Dizin görevde kimse göstermiyor: {url}: kayıt {entries}, içinde {attribute} olan yok"
    en_remedy = (
        "Nothing was changed: an empty answer is taken for a fault. Check ldap_base, ldap_filter and ldap_attribute, and what "
        "ldap_user may read."
    )
    tr_remedy = "Hiçbir şey değişmedi: boş yanıt hata sayılır. ldap_base, ldap_filter, ldap_attribute ve ldap_user yetkileri denetlenmeli."


def in_service(settings: Settings, store: SecretStore) -> InService:
    """Everybody whom the filter finds, by the attribute. Raises DirectoryUnset, DirectoryFailed, DirectoryEmpty."""
    lost = [name for name in ("ldap_url", "ldap_base") if not getattr(settings, name)]
    if lost:
        raise DirectoryUnset(names=", ".join(lost))
    password = store.find(PASSWORD) if settings.ldap_user else None
    if settings.ldap_user and not password:  # an empty one would be a login of nobody, which many servers let pass
        raise DirectoryUnset(names=PASSWORD)
    entries = 0
    names: set[str] = set()
    answer = _asked(settings, password)
    for entry in _entries(answer):
        entries += 1
        names |= {
            nfc(settings.ldap_contact.replace(PLACE, one)) for one in entry.get(settings.ldap_attribute.casefold(), ())
        }
    if not names:
        raise DirectoryEmpty(url=settings.ldap_url, entries=entries, attribute=settings.ldap_attribute)
    return InService(frozenset(names), frozenset(), tuple(_references(answer)))


def _asked(settings: Settings, password: str | None) -> str:
    """The answer in LDIF (RFC 2849). Raises DirectoryFailed."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise DirectoryFailed(url=settings.ldap_url, problem=f"{PROGRAM} is missing")
    seconds = settings.ldap_timeout_s
    words = [program, "-x", "-LLL", "-o", "ldif_wrap=no", "-o", f"nettimeout={min(seconds, 15)}", "-l", str(seconds)]
    words += ["-H", settings.ldap_url, "-E", f"pr={PAGE}/noprompt", "-b", settings.ldap_base, "-s", "sub"]
    if settings.ldap_url.casefold().startswith("ldap:"):
        words.append("-ZZ")  # StartTLS, or nothing
    try:
        with _piped(password) as given:
            login = ["-D", settings.ldap_user, "-y", f"/dev/fd/{given}"] if given else []
            done = subprocess.run(
                [*words, *login, settings.ldap_filter, settings.ldap_attribute],
                env=_environment(settings),
                cwd="/",  # a file ldaprc of the folder would count
                pass_fds=[given] if given else [],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=2 * seconds,
                check=False,
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DirectoryFailed(url=settings.ldap_url, problem=_brief(str(error)) or type(error).__name__) from error
    if done.returncode:
        told = _brief(done.stderr.decode("utf-8", "replace")) or f"exit status {done.returncode}"
        raise DirectoryFailed(url=settings.ldap_url, problem=told)
    return done.stdout.decode("utf-8", "replace")


def _environment(settings: Settings) -> Mapping[str, str]:
    """ldap.conf(5) lets the environment win over files: whatever those say, certificates are verified."""
    found = [settings.ldap_ca_file] if settings.ldap_ca_file else [one for one in SYSTEM_CAS if one.is_file()]
    authorities = {"LDAPTLS_CACERT": str(found[0])} if found else {}
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "LDAPTLS_REQCERT": "demand",
        **authorities,
    }


@contextmanager
def _piped(password: str | None) -> Iterator[int]:
    """A pipe that holds it, so that it stands in no file and in no list of processes; 0 where there is none."""
    if not password:
        yield 0
        return
    given, write = os.pipe()
    try:
        with os.fdopen(write, "wb") as stream:
            stream.write(password.encode())
        yield given
    finally:
        os.close(given)


def _entries(text: str) -> Iterator[dict[str, list[str]]]:
    """Each entry's values by attribute, in small letters. An attribute with options (`;lang-tr`, `;x-former`) is another one: it may
    name who a person was."""
    entry: dict[str, list[str]] = {}
    for line in (*text.split("\n"), ""):
        name, colon, value = line.partition(":")
        if not colon:
            if "dn" in entry:
                yield entry
            entry = {}
            continue
        name = name.casefold()
        if value.startswith(":"):
            try:
                value = base64.b64decode(value[1:].strip(), validate=True).decode("utf-8", "replace")
            except binascii.Error:
                continue
        if value := value.strip():
            entry.setdefault(name, []).append(value)


def _references(text: str) -> Iterator[str]:
    """Subtrees on other servers, as addresses. Those that a root of Active Directory always names hold no people and are left out."""
    for line in text.split("\n"):
        if line.startswith(REFERENCE):
            address = line.removeprefix(REFERENCE).strip()
            if not unquote(urlsplit(address).path).lstrip("/").casefold().startswith(WITHOUT_PEOPLE):
                yield address


def _brief(text: str) -> str:
    return " ".join(text.split())[:300]
