"""Passwords of cameras: which must go, and a new one for each, so that no camera is ever out of reach.

The order of one camera: the new password is on disk, encrypted, beside the old one; then the camera is told; then a new login has to
take it; only then is it the camera's password. A process that dies in between leaves both on disk, and the next run finds out which
of them the camera takes: first the new one, then the old. Where the proof fails, the old one is tried, and stands. Nothing here ever
drops a password that the camera may still have. Why a change was asked for is kept with it, so that its evidence is whole whichever
run finds out what became of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Literal

from altyapi.apply.lease import LeaseHeld, lease
from altyapi.camera import login, passwords
from altyapi.camera.asked import Asked
from altyapi.camera.http import Http, http_session
from altyapi.camera.keeping import Guess
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.ring import Login, Ring
from altyapi.camera.tries import Event, Tries, What
from altyapi.device.contract import Target
from altyapi.device.errors import CommandRefused, DeviceError, LoginRefused
from altyapi.device.tls import over_tls
from altyapi.errors import ToolkitError
from altyapi.platforms.onvif import writing
from altyapi.platforms.onvif.conversation import Conversation
from altyapi.settings import Settings
from netbox_sync.model import Device, Frozen

Why = Literal[
    "default",
    "shared",
    "old",
    "open",
    "own",
    "refused",
    "waits",
    "outside",
    "plain-http",
    "fixed",
    "unreachable",
    "busy",
]
"""Why a camera's password must go, or why nothing can be said: `default` as makers deliver it, `shared` with other cameras, `old`
by the policy, `open` a change that was not finished, `own` all is well; `refused` no known login is taken, `waits` for the time in
which cameras forget refused logins, `outside` of the allowed networks, `plain-http` where a new password could be read on the way,
`fixed` where a variable of the environment would hide a new one, `busy` where somebody else works on the camera."""
LEASE = "camera.rotate"
DUE: frozenset[Why] = frozenset({"default", "shared", "old", "open"})
State = Literal["found", "changed", "kept-old", "unknown", "unproven", "waits", "failed"]
"""`unknown`: it takes neither password. `unproven`: the proof could not be made, as the line broke; both are kept."""


class Settled(Frozen):
    """What a run found out of a change that an earlier one had begun. `asked` is None where it is not known who began it."""

    state: State
    asked: Asked | None = None


class Result(Frozen):
    """One camera. `found` is what it was, `state` what became of it; `accounts` are others of its users with a default password.
    `told`: this run sent it another one."""

    camera: str
    id: int
    found: Why
    state: State = "found"
    user: str = ""
    detail: str = ""
    accounts: tuple[str, ...] = ()
    told: bool = False
    settled: Settled | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is left to be done."""
        return not self.accounts and (self.state == "changed" or (self.found == "own" and self.state == "found"))


class Rotation:
    """One run over some cameras."""

    def __init__(
        self, ring: Ring, tries: Tries, policy: CameraPolicy, settings: Settings, devices: Mapping[str, Device],
        clock: Callable[[], datetime], operator: str, asked: Asked | None = None,
    ) -> None:  # fmt: skip
        self.ring, self.tries, self.policy, self.settings, self.devices = ring, tries, policy, settings, devices
        self.clock, self._operator = clock, operator
        self.asked = asked or Asked(by=operator)
        self.owners: Counter[Login] = Counter()  # how many cameras have a login for their own

    async def run(
        self, cameras: Sequence[Camera], *, apply: bool, done: Callable[[Result], None] = lambda _result: None
    ) -> tuple[Result, ...]:
        """Look at each camera, and with `apply` change what is due. Raises SecretError and OSError: where nothing can be kept,
        nothing is changed."""
        self.owners = Counter(own for name in self.devices if (own := self.ring.own(name)))
        room = asyncio.Semaphore(self.policy.passwords.at_once)

        async def one(camera: Camera) -> Result:
            async with room, http_session(connections=2) as http:
                result = await self._one(http, camera, apply=apply)
            done(result)
            return result

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(camera)) for camera in cameras]
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return tuple(task.result() for task in tasks)

    async def _one(self, http: Http, camera: Camera, *, apply: bool) -> Result:
        since = self.clock().isoformat(timespec="seconds")
        work = _OneCamera(self, http, camera)
        try:
            with lease(self.settings.state_dir / "leases", camera.name, holder=self._operator, run=LEASE, since=since):
                return await work.go(apply=apply)
        except LeaseHeld as error:
            return work.result("busy", "failed", detail=str(error))
        except DeviceError as error:
            return work.result("unreachable", "failed", detail=str(error))


class _OneCamera:
    def __init__(self, rotation: Rotation, http: Http, camera: Camera) -> None:
        self._all, self._http, self._camera = rotation, http, camera
        self._ring, self._rules = rotation.ring, rotation.policy.passwords
        self._name = camera.name
        self._tried = False
        self._settled: Settled | None = None

    async def go(self, *, apply: bool) -> Result:
        refused = self._not_allowed()
        if refused is not None:
            return refused
        found, known, why = await self._known()
        if known is None:
            return found
        accounts = await self._other_accounts(known)
        result = found.model_copy(update={"accounts": accounts})
        if not apply or why not in DUE:
            return result
        return await self._change(result, known)

    def _not_allowed(self) -> Result | None:
        to = self._target(Login("", ""))
        try:
            allowed = self._all.policy.probing.allows_address(ip_address(to.host))
        except ValueError:
            allowed = False  # a name may mean another address tomorrow
        if not allowed:
            return self.result("outside", detail=to.host)
        if self._rules.require_tls and not over_tls(to):
            return self.result("plain-http")
        if variable := self._ring.fixed(self._name):
            return self.result("fixed", detail=variable)
        return None

    def result(self, found: Why, state: State = "found", user: str = "", detail: str = "") -> Result:
        return Result(
            camera=self._name,
            id=self._camera.id,
            found=found,
            state=state,
            user=user,
            detail=detail,
            settled=self._settled,
        )

    def _target(self, with_: Login) -> Target:
        device = self._all.devices[self._name]
        return login.target(self._camera, device, self._all.settings, with_.username, with_.password)

    def _note(self, what: What, detail: str = "", count: int = 1) -> None:
        time = self._all.clock().isoformat(timespec="microseconds")
        self._all.tries.note(Event(time=time, camera=self._name, what=what, detail=detail, count=count))

    # -- which login the camera takes

    async def _known(self) -> tuple[Result, Conversation | None, Why]:
        """The login that works, and what is to be said of it: first those that it should have, then those of its maker."""
        candidate = self._ring.candidate(self._name)
        if candidate is not None:
            return await self._resumed(candidate)
        own, shared = self._ring.own(self._name), self._ring.shared(self._camera.credential)
        logins = dict.fromkeys(one for one in (own, shared) if one is not None)
        guesses = {Login(one.user, one.password.get_secret_value()): one for one in self._rules.defaults}
        names = {one: f"default {number}" for number, one in enumerate(guesses, start=1)}
        last = self._all.tries.opened(self._name)
        refused = False
        for one in sorted(dict.fromkeys([*logins, *guesses]), key=lambda one: names.get(one, "") != last or not last):
            if self._left() <= 0:
                return self.result("waits", "waits", detail=f"{self._rules.tries_hours} h"), None, "waits"
            camera = await self._takes(one, names.get(one, "known"))
            refused = refused or camera is None
            if camera is not None:
                if refused:  # told to the next run, so that it need not be refused again
                    self._note("opened", names.get(one, ""))
                why = self._why(one, guesses)
                return self.result(why, user=one.username), camera, why
        return self.result("refused"), None, "refused"

    def _why(self, one: Login, guesses: Mapping[Login, Guess]) -> Why:
        if one in guesses:
            return "default"
        if one == self._ring.shared(self._camera.credential) or self._all.owners[one] > 1:
            return "shared"
        changed = self._all.tries.changed(self._name)
        limit = timedelta(days=self._rules.max_age_days)
        return "old" if changed is None or self._all.clock() - changed > limit else "own"

    async def _resumed(self, candidate: Login) -> tuple[Result, Conversation | None, Why]:
        """What became of a change that was not finished."""
        told = self._all.tries.last(self._name) == "told"
        asked = self._ring.asked(self._name)
        try:
            state, camera = await self._decided(candidate, refused=not told)
        except DeviceError as error:
            return self.result("open", "unproven", candidate.username, str(error)), None, "open"
        if state in ("changed", "kept-old", "unknown"):
            self._settled = Settled(state=state, asked=asked)
        if state == "kept-old":
            return self.result("open", user=candidate.username), camera, "open"
        return self.result("open", state, candidate.username), None, "open"

    def _left(self) -> int:
        return self._all.tries.left(self._name, self._rules.tries_max, self._rules.tries_hours, self._all.clock())

    async def _takes(self, one: Login, told_as: str) -> Conversation | None:
        """A conversation under that login, None where the camera refuses it. Raises what SoapClient.call does."""
        if self._tried:
            await asyncio.sleep(self._rules.spacing_s)
        camera = login.conversation(self._http, self._target(one))
        try:
            await login.users(camera)
        except LoginRefused as error:
            self._tried = True
            self._note("refused", f"{told_as}: {error.fields['detail']}", max(camera.client.logins_tried, 1))
            return None
        return camera

    async def _other_accounts(self, known: Conversation) -> tuple[str, ...]:
        """Further users of the camera that a maker's password opens. A login that may be refused is kept back: the proof of a new
        password, or the next run's look."""
        held = await login.users(known)
        last = self._all.tries.opened(self._name, "account")
        guesses = {f"default {number}": one for number, one in enumerate(self._rules.defaults, start=1)}
        found: list[str] = []
        refused = False
        for name, guess in sorted(guesses.items(), key=lambda one: one[0] != last):
            one = Login(guess.user, guess.password.get_secret_value())
            other = one.username in held and one.username not in (known.client.target.username, *found)
            if not other or self._left() <= 1:
                continue
            if await self._takes(one, "default") is None:
                refused = True
                continue
            found.append(one.username)
            if refused:  # told to the next run, so that it need not be refused again
                self._note("account", name)
        return tuple(found)

    # -- another password

    async def _change(self, found: Result, known: Conversation) -> Result:
        before = Login(known.client.target.username, known.client.target.password or "")
        new = Login(before.username, passwords.made(self._rules.length))
        self._ring.begin(self._name, new, before, self._all.asked)
        self._note("candidate", new.username)
        said = ""
        try:
            await writing.set_password(known, new.username, new.password)
            self._note("told", new.username)
        except CommandRefused as error:
            said = str(error.fields["answer"])
        except ToolkitError as error:
            said = str(error)  # it may have been carried out all the same: the logins will tell
        state: State
        try:
            state, _ = await self._decided(new, refused=bool(said))
        except DeviceError as error:  # the camera may have the new one: that is no “unreachable”
            state, said = "unproven", said or str(error)
        return found.model_copy(update={"state": state, "detail": said if state != "changed" else "", "told": True})

    async def _decided(self, new: Login, *, refused: bool = False) -> tuple[State, Conversation | None]:
        """Which of the two passwords the camera takes; the other one is dropped only when that is sure. `refused`: the camera said
        no to the new one, or was not known to have said yes, so the old one is tried first."""
        old = self._ring.own(self._name)
        order = (old, new) if refused else (new, old)
        tried = 0
        anybody = login.conversation(self._http, self._target(new))
        if not await login.answers_again(anybody, self._all.settings.command_timeout_s):
            return "unproven", None
        for one in order:
            if one is None or self._left() <= 0:
                continue
            tried += 1
            camera = await self._takes(one, "new" if one == new else "old")
            if camera is not None:
                self._note("proven", "new" if one == new else "old")
                self._ring.settle(self._name, one)
                self._note("changed" if one == new else "kept-old", one.username)
                return ("changed" if one == new else "kept-old"), camera
        if tried < len(order):
            return "waits", None
        self._note("unknown", new.username)
        return "unknown", None
