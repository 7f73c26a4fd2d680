"""Where things are and how hard to try: one frozen object, read once, with the source of each value known.

Precedence: the process environment, then the lab's env file (present only while a lab is up), then
`inventory/altyapi.yml`, then the defaults below. Relative paths are relative to the project's root. A token counts for the
address that it was given with: another address from a stronger source (NETBOX_URL, while a lab is up) needs its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, SecretStr, ValidationError

from altyapi.errors import EngineError, Language, language_of
from netbox_sync.model import Frozen

PACKAGE_ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = {
    "netbox_url": "NETBOX_URL",
    "netbox_token": "NETBOX_TOKEN",
    "netbox_ca_file": "NETBOX_CA_FILE",
    "netbox_timeout_s": "NETBOX_TIMEOUT_S",
}
"""Fields whose variable carries NetBox's usual name; every other field is ALTYAPI_<FIELD>."""
PATHS = (
    "state_dir", "snapshot_file", "known_hosts", "allowed_signers", "policy_dir", "registers_dir", "signing_key", "approver_key",
    "secrets_file", "vault_password_file", "netbox_ca_file", "ssh_config", "mail_ca_file",
    "ldap_ca_file",
)  # fmt: skip


class SettingsInvalid(EngineError):
    code = "SET-001"
    en = "Setting not usable: {name} = {value!r} (from {source}): {problem}."
    tr = "Kullanılamayan ayar: {name} = {value!r} (kaynak: {source}): {problem}."
    en_remedy = "Correct it there; docs/settings.md lists every setting with its unit and default."
    tr_remedy = "Değeri belirtilen kaynakta düzeltin; tüm ayarlar docs/settings.md sayfasında."


class SettingMissing(EngineError):
    code = "SET-002"
    en = "Not set: {name}."
    tr = "Ayarlanmamış: {name}."
    en_remedy = "Set {name} {en_place}; to try without a NetBox: ./inv lab.up"
    tr_remedy = "{name} değerini {tr_place} verin; NetBox olmadan denemek için: ./inv lab.up"


class NoProject(EngineError):
    code = "SET-003"
    en = "No project here: neither {folder} nor a folder above it holds inventory/."
    tr = "Burada proje yok: {folder} içinde de üst dizinlerinde de inventory/ bulunmuyor."
    en_remedy = "cd into the project or set ALTYAPI_ROOT; a new one is laid out by: ./inv init FOLDER"
    tr_remedy = "Projenin dizinine geçin ya da ALTYAPI_ROOT verin; yenisi şununla oluşturulur: ./inv init DİZİN"


class Settings(Frozen):
    """Every setting of the toolkit; the field's description is its documentation."""

    root: Path = Field(description="the project's directory: the one that holds inventory/")
    netbox_url: str | None = Field(None, description="NetBox's address, e.g. https://netbox.example")
    netbox_token: SecretStr | None = Field(
        None, description="API token; from the environment, never from a file in git"
    )
    netbox_ca_file: Path | None = Field(None, description="CA bundle for NetBox's certificate, when not the system's")
    netbox_timeout_s: float = Field(30.0, gt=0, description="seconds to wait for one answer of NetBox")
    state_dir: Path = Field(Path("var"), description="snapshots, plans, runs, evidence, leases, outbox")
    snapshot_file: Path | None = Field(None, description="the snapshot; default <state_dir>/snapshot.json")
    pull_reconcile_hours: float = Field(24.0, ge=0, description="after so long a pull reads everything again; 0 always")
    listen_url: str = Field(
        "", pattern=r"^(https?://\S+)?$",
        description="where NetBox reaches ci.listen (http://host:8787/netbox): netbox.views keeps a webhook there; empty: none",
    )  # fmt: skip
    snapshot_max_age_hours: float = Field(24.0, gt=0, description="older snapshots are reported as a warning")
    known_hosts: Path = Field(Path("inventory/known_hosts"), description="SSH host keys of the devices")
    ssh_config: Path | None = Field(
        None, description="ssh_config(5) file for the way through jump hosts; default OpenSSH's own places"
    )
    allowed_signers: Path = Field(
        Path("inventory/approvers"), description="who may sign plans, as ssh-keygen(1) wants it"
    )
    policy_dir: Path = Field(Path("inventory/policy"), description="policy as data")
    registers_dir: Path = Field(
        Path("inventory/policy"), description="registers as data: licences, exceptions, the Pardus calendar"
    )
    signing_key: Path | None = Field(None, description="the SSH key that signs plans made here (the author's)")
    approver_key: Path | None = Field(None, description="default key of config.approve; set by the lab for its demo")
    secrets_file: Path | None = Field(None, description="YAML of secrets, encrypted with ansible-vault")
    vault_password_file: Path | None = Field(None, description="file or executable that gives the vault's password")
    secret_command: str | None = Field(None, description="command that prints a secret, {name} standing for its name")
    workers: int = Field(32, ge=1, le=128, description="devices at work at once")
    logins_per_second: float = Field(50.0, gt=0, description="bound on new logins; TACACS servers fail under bursts")
    connect_timeout_s: float = Field(15.0, gt=0, description="seconds for one login")
    command_timeout_s: float = Field(60.0, gt=0, description="seconds for one command's answer")
    os_version_field: str = Field(
        "isletim_sistemi_surumu",
        pattern=r"^[A-Za-z0-9_]+$",
        description="NetBox custom field of devices that holds the version of their software",
    )
    log_files: str = Field(
        "",
        description="logs that tell who changed a device, for config.drift: paths or globs joined by commas; syslog, journal "
        "exports, TACACS+ accounting, also .gz",
    )
    mail_server: str = Field("", description="where mail is handed over: host or host:port; empty: none is sent")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the way to the mail server is protected: starttls (587), tls (465) or none (25)"
    )
    mail_ca_file: Path | None = Field(
        None, description="CA bundle for the mail server's certificate, when not the system's"
    )
    mail_user: str = Field("", description="login at the mail server; its password is the secret mail/password")
    mail_from: str = Field("", description="sender of mail")
    mail_to: str = Field("", description="receivers of mail about detections, joined by commas")
    ldap_url: str = Field(
        "",
        pattern="(?i)^(ldaps?://[^/ ]+)?$",
        description="the directory that vpn.leavers asks: ldaps://host, or ldap://host with StartTLS; never without TLS",
    )
    ldap_ca_file: Path | None = Field(
        None, description="CA bundle for the directory's certificate, when not the system's"
    )
    ldap_base: str = Field("", description="where the directory is searched: dc=ornek,dc=bel,dc=tr")
    ldap_filter: str = Field("(objectClass=person)", description="who is in service there")
    ldap_attribute: str = Field("employeeNumber", description="what names a person there")
    ldap_contact: str = Field(
        "{value}", pattern="[{]value[}]", description="how NetBox's contacts are named after it, such as sicil-{value}"
    )
    ldap_user: str = Field(
        "", description="DN that reads it; its password is the secret ldap/password; empty: nobody's"
    )
    ldap_timeout_s: int = Field(30, ge=1, le=600, description="seconds that an answer of the directory may take")
    lang: str | None = Field(None, description="en or tr; default from the locale")
    taken_from: str = Field("", description="the lab's env file, when one is in use")

    @property
    def language(self) -> Language:
        return language_of(self.lang)

    @property
    def snapshot(self) -> Path:
        return self.snapshot_file or self.state_dir / "snapshot.json"

    def need_netbox(self) -> tuple[str, str]:
        """NetBox's URL and token; raises SettingMissing naming the variable."""
        if not self.netbox_url:
            raise SettingMissing(
                name="NETBOX_URL",
                en_place="in the environment, or netbox_url in inventory/altyapi.yml",
                tr_place="ortamda (ya da inventory/altyapi.yml içinde netbox_url olarak)",
            )
        if self.netbox_token is None or not self.netbox_token.get_secret_value():
            raise SettingMissing(
                name="NETBOX_TOKEN", en_place="in the environment, never in a file in git", tr_place="yalnız ortamda"
            )
        return self.netbox_url, self.netbox_token.get_secret_value()


def find_root(start: Path) -> Path:
    """The nearest directory from `start` upwards that holds inventory/; else the checkout this package lies in. Raises NoProject: an
    installed package keeps nothing beside its own code."""
    for folder in (start, *start.parents, PACKAGE_ROOT):
        if (folder / "inventory").is_dir():
            return folder
    raise NoProject(folder=start)


def load(environment: Mapping[str, str] | None = None, root: Path | None = None, *, anywhere: bool = False) -> Settings:
    """Read the settings; `anywhere`: also where no project is, as if the folder were one. Raises SettingsInvalid naming the setting,
    its value and where it came from, and NoProject."""
    environ = os.environ if environment is None else environment
    root = root or (Path(environ["ALTYAPI_ROOT"]) if environ.get("ALTYAPI_ROOT") else None)
    if root is None:
        try:
            root = find_root(Path.cwd())
        except NoProject:
            if not anywhere:
                raise
            root = Path.cwd()
    values: dict[str, Any] = {"root": root}
    sources: dict[str, str] = {}
    for source, found in _sources(environ, root):
        if _another(found.get("netbox_url"), values.get("netbox_url")):
            values.pop("netbox_token", None)  # it opens the NetBox that it was given for, and is sent to no other
        for name, value in found.items():
            values[name] = value
            sources[name] = source
    for name in PATHS:
        if values.get(name) is not None:
            values[name] = root / Path(str(values[name])).expanduser()
        elif Settings.model_fields[name].default is not None:
            values[name] = root / Settings.model_fields[name].default
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = "***" if name == "netbox_token" else values.get(name)
        raise SettingsInvalid(
            name=name, value=shown, source=sources.get(name, "default"), problem=first["msg"]
        ) from None


def _another(address: str | None, before: str | None) -> bool:
    """Whether an address takes the place of one that a weaker source gave, and is not that one."""
    return bool(address and before) and str(address).rstrip("/") != str(before).rstrip("/")


def paths(configured: Settings) -> dict[str, str]:
    """The variables that give another process of the toolkit the same files and folders as this one."""
    found = {name: getattr(configured, name) for name in PATHS}
    return {_variable(name): str(path.absolute()) for name, path in found.items() if path is not None}


def _variable(name: str) -> str:
    return ENVIRONMENT.get(name, f"ALTYAPI_{name.upper()}")


def _sources(environ: Mapping[str, str], root: Path) -> list[tuple[str, dict[str, Any]]]:
    """Weakest first: each source's name and the settings it gives."""
    found: list[tuple[str, dict[str, Any]]] = []
    own_file = root / "inventory" / "altyapi.yml"
    if own_file.is_file():
        try:
            content = yaml.safe_load(own_file.read_text("utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problem = " ".join(str(error).split())
            raise SettingsInvalid(name="(file)", value=str(own_file), source=str(own_file), problem=problem) from error
        if not isinstance(content, dict):
            raise SettingsInvalid(
                name="(file)", value=str(own_file), source=str(own_file), problem="a mapping is needed"
            )
        found.append((str(own_file), content))
    state = Path(environ.get("ALTYAPI_STATE_DIR") or root / "var")
    lab_file = root / state / "lab" / "env"
    if lab_file.is_file() and not environ.get("ALTYAPI_NO_LAB"):
        pairs = dict(line.split("=", 1) for line in lab_file.read_text("utf-8").splitlines() if "=" in line)
        found.append((str(lab_file), {**_from_variables(pairs), "taken_from": str(lab_file)}))
    found.append(("the environment", _from_variables(environ)))
    return found


def _from_variables(variables: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name in Settings.model_fields:
        variable = _variable(name)
        if name not in {"root", "taken_from"} and variables.get(variable):
            result[name] = variables[variable]
    return result
