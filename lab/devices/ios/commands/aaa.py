"""Authentication: AAA, local users, enable secrets, keys of servers and their encryption."""

from __future__ import annotations

import re

from lab.devices.commandline.tree import Node
from lab.devices.ios import secrets
from lab.devices.ios.commands.lookup import spec_of
from lab.devices.ios.commands.registry import command
from lab.devices.ios.config import Call, ConfigSession, IosConfig
from lab.devices.ios.reply import Ask, IosError, invalid

_ALGORITHMS = {"md5": 5, "sha256": 8, "scrypt": 9}


@command("aaa_new_model")
def aaa_new_model(call: Call, _session: ConfigSession) -> None:
    if not call.negated:
        call.put()
        for line in call.config.lines.values():
            line.drop("login")
        if not call.config.loading and not call.node.has("aaa", "session-id"):
            spec = spec_of("global", "aaa session-id")
            call.config.put(call.node, ("aaa", "session-id"), "aaa session-id common", spec)
        return
    call.node.drop("aaa")
    call.put("no aaa new-model")
    for (kind, _), line in call.config.lines.items():
        for prefix in (("login", "authentication"), ("authorization",), ("accounting",)):
            line.drop(*prefix)
        if kind == "vty":
            spec = spec_of("line", "login")
            call.config.put(line, ("login",), "login", spec)


def new_model(config: IosConfig) -> bool:
    return config.root.words("aaa", "new-model")[:1] == ["aaa"]


@command("needs_aaa")
def needs_aaa(call: Call, _session: ConfigSession) -> None:
    """Without `aaa new-model` the other `aaa` commands do not exist."""
    if not new_model(call.config) and not call.config.loading:
        raise invalid(call.column + 4)
    call.store()


def _split(words: list[str], word: str) -> tuple[str | None, str]:
    """(type digit or None, the secret) after the keyword `word`."""
    rest = words[words.index(word) + 1 :]
    if len(rest) == 1:
        found = re.match(r"([045679])\s+(\S.*)\Z", rest[0])
        return (found.group(1), found.group(2)) if found else (None, rest[0])
    return rest[0], " ".join(rest[1:])


def _secret(call: Call, words: list[str]) -> str:
    """`secret N HASH` as it is shown; a plain secret is hashed."""
    kind, value = _split(words, "secret")
    if kind in (None, "0"):
        number = call.config.profile.default_secret
        if "algorithm-type" in words:
            number = _ALGORITHMS[words[words.index("algorithm-type") + 1]]
        return f"secret {number} {secrets.hashed(value, number)}"
    shapes = {"5": r"\$1\$[^$]{1,8}\$[./0-9A-Za-z]{22}", "8": r"\$8\$[^$]{14}\$[./0-9A-Za-z]{43}"}
    shapes["9"] = shapes["8"].replace("8", "9", 1)
    if kind in shapes and not re.fullmatch(shapes[kind], value):
        raise IosError(f"ERROR: The secret you entered is not a valid encrypted secret.\n{_HELP}")
    return f"secret {kind} {value}"


_HELP = (
    "To enter an UNENCRYPTED secret, do not specify type 5 encryption.\n"
    "When you properly enter an UNENCRYPTED secret, it will be encrypted.\n"
)


def encrypts(config: IosConfig) -> bool:
    return config.root.words("service", "password-encryption")[:1] == ["service"]


def _password(config: IosConfig, kind: str | None, value: str) -> str:
    """A reversible password as it is shown: `7 …` under `service password-encryption`, else with its type."""
    if kind in (None, "0"):
        return f"7 {secrets.encode7(value)}" if encrypts(config) else f"0 {value}"
    if kind == "7" and secrets.decode7(value) is None:
        raise IosError(f"Invalid encrypted password: {value}\n")
    return f"{kind} {value}"


@command("enable_secret")
def enable_secret(call: Call, _session: ConfigSession) -> None:
    words = call.match.words
    level = words[words.index("level") + 1] if "level" in words else "15"
    key = ("enable", "secret") if level == "15" else ("enable", "secret", level)
    if call.negated:
        call.node.drop_key(key)
        return
    middle = "" if level == "15" else f"level {level} "
    if "level" in words:
        at = words.index("level")
        words = words[:at] + words[at + 2 :]
    shown = _secret(call, words).removeprefix("secret ")
    call.put(f"enable secret {middle}{shown}", key)


@command("enable_password")
def enable_password(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(("enable", "password"))
        return
    kind, value = _split(call.match.words, "password")
    shown = _password(call.config, kind, value)
    call.put(f"enable password {shown.removeprefix('0 ')}", ("enable", "password"))


@command("username")
def username(call: Call, _session: ConfigSession) -> None:
    """Attributes of a user add up over several lines; IOS writes them out as one."""
    words = call.match.words
    name = words[1]
    key = ("username", name)
    if call.negated:
        if not call.node.has(*key):
            return

        def proceed() -> str:
            call.node.drop_key(key)
            return ""

        if call.config.profile.confirms_username_removal:
            raise Ask(
                "This operation will remove all username related configurations with same name."
                "Do you want to continue? [confirm]",
                proceed,
            )
        proceed()
        return
    privilege, credential = _user_parts(call.node, key)
    if "privilege" in words[:4]:
        privilege = words[words.index("privilege") + 1]
    if "secret" in words[2:]:
        if credential.startswith("password"):
            raise IosError(
                "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.\n"
            )
        credential = _secret(call, words)
    elif "password" in words[2:]:
        if credential.startswith("secret"):
            raise IosError(
                "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.\n"
            )
        kind, value = _split(words, "password")
        credential = "password " + _password(call.config, kind, value)
    elif "nopassword" in words:
        credential = "nopassword"
    parts = ["username", name]
    if privilege not in ("", "1"):
        parts += ["privilege", privilege]
    if credential:
        parts.append(credential)
    call.put(" ".join(parts), key)


def _user_parts(root: Node, key: tuple[str, ...]) -> tuple[str, str]:
    words = root.words(*key)
    privilege = words[words.index("privilege") + 1] if "privilege" in words[2:4] else ""
    for kind in ("secret", "password", "nopassword"):
        if kind in words[2:]:
            return privilege, " ".join(words[words.index(kind, 2) :])
    return privilege, ""


@command("keyed")
def keyed(call: Call, _session: ConfigSession) -> None:
    """A line that ends in a reversible key (`key`, `key-string`, `server-key`)."""
    if call.negated:
        call.node.drop_key(call.key)
        return
    kind, value = _split(call.match.words, call.key[-1])
    shown = _password(call.config, kind, value)
    call.put(" ".join((*call.key, shown.removeprefix("0 "))))


@command("radius_address")
def radius_address(call: Call, _session: ConfigSession) -> None:
    if call.negated:
        call.node.drop_key(call.key)
        return
    words = list(call.match.words)
    for port, number in (("auth-port", "1645"), ("acct-port", "1646")):
        if port not in words:
            words += [port, number]
    call.put(" ".join(words))


_REVERSIBLE = re.compile(
    r"(?P<head>(?:key|key-string|server-key|password|tacacs-server key|radius-server key|"
    r"username \S+ (?:privilege \d+ )?password|enable password))\s+(?:0\s+)?(?P<text>\S.*)\Z"
)


@command("password_encryption")
def password_encryption(call: Call, _session: ConfigSession) -> None:
    """Turning it on encrypts what is there; turning it off decrypts nothing."""
    call.store()
    if call.negated:
        return
    for node in [*call.config.root.walk(), *(n for line in call.config.lines.values() for n in line.walk())]:
        found = _REVERSIBLE.fullmatch(node.text)
        if found and not re.match(r"[67]\s", found.group("text")) and node.spec is not None:
            node.text = f"{found.group('head')} 7 {secrets.encode7(found.group('text'))}"
