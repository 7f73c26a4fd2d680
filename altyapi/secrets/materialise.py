"""From references to the real thing, at the last moment: the lines that this gives are sent and never kept."""

from __future__ import annotations

import re

from altyapi.secrets.errors import SecretReserved, SecretUnusable
from altyapi.secrets.reference import TOKEN, reserved
from altyapi.secrets.store import SecretStore


def materialise(line: str, store: SecretStore, refused: str = "") -> str:
    """The line with its references replaced; `refused` are the characters that the device's platform does not take in a secret.
    Raises SecretReserved, SecretMissing, SecretUnusable."""
    return TOKEN.sub(lambda match: usable(match.group(1), store, refused), line)


def usable(name: str, store: SecretStore, refused: str = "") -> str:
    """The secret's value, if a device's command line can take it. Raises SecretReserved, SecretMissing, SecretUnusable."""
    if reserved(name):
        raise SecretReserved(name=name)
    value = store.get(name)
    if not re.fullmatch(r"[!-~]+", value):
        # a blank ends the word, a line end the command; other letters are bytes that depend on the terminal
        raise SecretUnusable(name=name, problem="blanks, line ends or letters outside ASCII")
    if "?" in value:
        raise SecretUnusable(name=name, problem="a question mark asks the device for help")
    held = [character for character in refused if character in value]
    if held:
        # an escape is dropped without a word: the device would hold another secret than the store
        raise SecretUnusable(name=name, problem=f"quotes or escapes on this device's command line: {' '.join(held)}")
    if re.fullmatch(r"\d", value):
        raise SecretUnusable(name=name, problem="a single digit is read as the kind of encryption")
    return value
