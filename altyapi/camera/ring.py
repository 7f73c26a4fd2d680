"""The logins of cameras in the secret store, and how one takes the place of another without either being lost.

A camera's own login is `credentials/<camera>/username` and `/password`. While it is being changed, the new one stands beside it as
`credentials/<camera>/candidate` (and `candidate_username`), on disk before the camera is told, with who asked for it and why
(`candidate_asked`), which the evidence needs whoever finds out what became of it. Only when it is proven does it become the password,
in one step; then the old one is gone from the store, not before.
"""

from __future__ import annotations

from typing import NamedTuple

from altyapi.camera import asked as asking
from altyapi.camera.asked import Asked
from altyapi.secrets import SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.secrets.store import variable


class Login(NamedTuple):
    username: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.username})"


class Ring:
    """All logins of cameras, as this process last saw them."""

    def __init__(self, kept: KeptSecrets, store: SecretStore) -> None:
        self._kept = kept
        self._store = store
        self._held = kept.read()

    def own(self, camera: str) -> Login | None:
        """The camera's own login, wherever it is kept."""
        base = f"credentials/{camera}"
        if f"{base}/password" in self._held:
            return Login(self._held.get(f"{base}/username", ""), self._held[f"{base}/password"])
        password, username = self._store.find(f"{base}/password"), self._store.find(f"{base}/username")
        return Login(username, password) if username and password else None

    def candidate(self, camera: str) -> Login | None:
        """What it may have been given by a run that ended in between."""
        base = f"credentials/{camera}"
        password = self._held.get(f"{base}/candidate")
        return None if password is None else Login(self._held.get(f"{base}/candidate_username", ""), password)

    def asked(self, camera: str) -> Asked | None:
        """Who began the change that gave it a candidate, and why; None where that is not known."""
        kept = self._held.get(f"credentials/{camera}/candidate_asked")
        return None if kept is None else asking.read(kept)

    def shared(self, credential: str) -> Login | None:
        base = f"credentials/{credential}"
        username, password = self._store.find(f"{base}/username"), self._store.find(f"{base}/password")
        return Login(username, password) if username and password else None

    def fixed(self, camera: str) -> str:
        """The variable of the environment that would hide what is kept here; empty where there is none."""
        name = variable(f"credentials/{camera}/password")
        return name if self._store.in_environment(f"credentials/{camera}/password") else ""

    def begin(self, camera: str, candidate: Login, before: Login, asked: Asked | None = None) -> None:
        """Keep the new login beside the old one, and why it is to be."""
        base = f"credentials/{camera}"
        why = f"{base}/candidate_asked"
        self._change(
            {
                f"{base}/username": before.username,
                f"{base}/password": before.password,
                f"{base}/candidate_username": candidate.username,
                f"{base}/candidate": candidate.password,
                **({why: asked.kept()} if asked is not None else {}),
            },
            () if asked is not None else (why,),
        )

    def settle(self, camera: str, proven: Login) -> None:
        """The proven login is the camera's own, and no other is kept."""
        base = f"credentials/{camera}"
        self._change(
            {f"{base}/username": proven.username, f"{base}/password": proven.password},
            (f"{base}/candidate", f"{base}/candidate_username", f"{base}/candidate_asked"),
        )

    def _change(self, set_: dict[str, str], drop: tuple[str, ...] = ()) -> None:
        self._kept.change(set_, drop)
        self._held = {name: value for name, value in {**self._held, **set_}.items() if name not in drop}
