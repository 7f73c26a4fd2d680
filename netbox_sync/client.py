"""One connection to NetBox's REST API: retries, timeouts, TLS, and its answers or refusals as our own types.

Everything goes through one HTTP client, so that every request has the same time limits, the same certificate checks and
the same errors. Answers are plain JSON: no record that fetches behind the reader's back leaves this module.
"""

from __future__ import annotations

import json
import random
import re
import ssl
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn, Self

# httpx loads its command line, with click and rich, where those are installed, and does without where they are not
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

import httpx  # noqa: E402

from netbox_sync import faults  # noqa: E402

Row = dict[str, Any]
Parameters = Mapping[str, str | int | list[str] | list[int]]

OLDEST: Final = (4, 2)
RETRIED_STATUSES: Final = frozenset({429, 502, 503, 504})
CONNECT_TIMEOUT_S: Final = 5.0
LONGEST_PAUSE_S: Final = 30.0
WHOLE_WITHIN: Final = 5
"""An answer is whole within that many times the timeout, which by itself is the longest pause between two of its bytes."""
MOST_BYTES: Final = 512 * 2**20
"""Of one answer, unpacked: a feed of 20,000 devices takes a tenth of it."""

# Path below /api/ -> NetBox's name of the object type, for messages about permissions.
OBJECT_TYPES: Final[Mapping[str, str]] = {
    "circuits/circuit-terminations": "circuits.circuittermination",
    "circuits/circuit-types": "circuits.circuittype",
    "circuits/circuits": "circuits.circuit",
    "circuits/providers": "circuits.provider",
    "core/object-changes": "core.objectchange",
    "dcim/cables": "dcim.cable",
    "dcim/device-roles": "dcim.devicerole",
    "dcim/device-types": "dcim.devicetype",
    "dcim/devices": "dcim.device",
    "dcim/interfaces": "dcim.interface",
    "dcim/locations": "dcim.location",
    "dcim/mac-addresses": "dcim.macaddress",
    "dcim/manufacturers": "dcim.manufacturer",
    "dcim/platforms": "dcim.platform",
    "dcim/rack-roles": "dcim.rackrole",
    "dcim/racks": "dcim.rack",
    "dcim/regions": "dcim.region",
    "dcim/site-groups": "dcim.sitegroup",
    "dcim/sites": "dcim.site",
    "dcim/virtual-chassis": "dcim.virtualchassis",
    "extras/config-contexts": "extras.configcontext",
    "extras/custom-fields": "extras.customfield",
    "extras/export-templates": "extras.exporttemplate",
    "extras/journal-entries": "extras.journalentry",
    "extras/tags": "extras.tag",
    "ipam/ip-addresses": "ipam.ipaddress",
    "ipam/prefixes": "ipam.prefix",
    "ipam/roles": "ipam.role",
    "ipam/services": "ipam.service",
    "ipam/vlan-groups": "ipam.vlangroup",
    "ipam/vlans": "ipam.vlan",
    "ipam/vrfs": "ipam.vrf",
    "tenancy/contact-assignments": "tenancy.contactassignment",
    "tenancy/contact-groups": "tenancy.contactgroup",
    "tenancy/contact-roles": "tenancy.contactrole",
    "tenancy/contacts": "tenancy.contact",
    "tenancy/tenant-groups": "tenancy.tenantgroup",
    "tenancy/tenants": "tenancy.tenant",
    "virtualization/cluster-groups": "virtualization.clustergroup",
    "virtualization/cluster-types": "virtualization.clustertype",
    "virtualization/clusters": "virtualization.cluster",
    "virtualization/interfaces": "virtualization.vminterface",
    "virtualization/virtual-machines": "virtualization.virtualmachine",
    "vpn/tunnel-groups": "vpn.tunnelgroup",
    "vpn/tunnel-terminations": "vpn.tunneltermination",
    "vpn/tunnels": "vpn.tunnel",
}
_ACTIONS: Final = {"GET": "view", "POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


class Status(NamedTuple):
    """What NetBox says of itself. `clock_skew_s`: its clock less ours, from the Date header (resolution one second)."""

    version: str
    clock_skew_s: float | None


class NetBox:
    """A NetBox, addressed by its URL and a token. Safe to use from several threads.

    `timeout_s` is the longest wait for one answer; `threads` the number of parallel reads; `verify` True (the system's
    certificates), the path of a CA file, or False; `attempts` and `backoff_s` govern GETs only: 429, 502, 503, 504 and
    broken connections are tried again after `backoff_s`, twice that, and so on, with jitter, or when Retry-After says.
    Writes are never repeated by the client: whether one arrived is the caller's to find out.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float = 60.0,
        threads: int = 4,
        verify: bool | Path | str = True,
        attempts: int = 4,
        backoff_s: float = 0.5,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/api")
        self.threads = threads
        self._attempts = attempts
        self._longest_s = WHOLE_WITHIN * timeout_s
        self._backoff_s = backoff_s
        self._pauses_ended = threading.Event()
        if not self.url.startswith(("http://", "https://")):
            raise faults.AddressUnusable(url=_without_login(url))
        if _without_login(self.url) != self.url:
            raise faults.AddressWithLogin(url=_without_login(self.url))
        try:
            context: ssl.SSLContext | bool = (
                verify if isinstance(verify, bool) else ssl.create_default_context(cafile=str(verify))
            )
            if self.url.startswith("http://"):
                context = False  # no certificate comes into play, and to load those that are trusted takes a while
        except (OSError, ssl.SSLError) as error:
            raise faults.NetBoxUnreachable(url=self.url, reason=f"CA file {verify}: {error}") from error
        try:
            self._http = httpx.Client(
                headers={
                    "Authorization": f"{'Bearer' if token.startswith('nbt_') else 'Token'} {token}",
                    "Accept": "application/json",
                    "Accept-Language": "en",  # refusals are told apart by their English text
                    "User-Agent": "altyapi",
                },
                timeout=httpx.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s)),
                limits=httpx.Limits(max_connections=threads, max_keepalive_connections=threads),
                verify=context,
                follow_redirects=False,
            )
        except (UnicodeEncodeError, httpx.InvalidURL) as error:
            raise faults.TokenRefused(url=self.url, detail="the token holds characters no token has") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"NetBox({self.url!r})"

    def close(self) -> None:
        """Drops the connections; a pause before a retry ends at once."""
        self._pauses_ended.set()
        self._http.close()

    def status(self) -> Status:
        """NetBox's version and clock; raises NetBoxTooOld below 4.2."""
        before = time.time()
        response = self._send("GET", "status")
        after = time.time()
        body = self._json(response)
        version = str(body.get("netbox-version", "")) if isinstance(body, dict) else ""
        numbers = re.match(r"(\d+)\.(\d+)", version)
        if numbers is None:
            raise faults.UnexpectedAnswer(url=str(response.url), detail="no netbox-version in it")
        if (int(numbers[1]), int(numbers[2])) < OLDEST:
            raise faults.NetBoxTooOld(url=self.url, version=version, oldest=".".join(map(str, OLDEST)))
        return Status(version, _clock_skew(response.headers.get("Date"), before, after))

    def get(self, path: str, parameters: Parameters | None = None) -> Row:
        """One object, or one page `{count, next, previous, results}`. `path`: below /api/, no slashes around it."""
        response = self._send("GET", path, parameters=parameters)
        body = self._json(response)
        if not isinstance(body, dict):
            raise faults.UnexpectedAnswer(url=str(response.url), detail="JSON, but not an object")
        return body

    def text(self, path: str, parameters: Parameters) -> str:
        """An answer that is not JSON: what an export template gives (`export=<its name>`). A missing template is an
        ObjectMissing."""
        return self._send("GET", path, parameters=parameters).content.decode("utf-8", "replace")

    def graphql(self, query: str) -> Row:
        """The data that answers a GraphQL query. Raises ObjectMissing or UnexpectedAnswer where NetBox does not serve it."""
        content = json.dumps({"query": query}).encode()
        response = self._send("POST", "graphql", content=content, below="")
        body = self._json(response)
        data = body.get("data") if isinstance(body, dict) and not body.get("errors") else None
        if not isinstance(data, dict):
            raise faults.UnexpectedAnswer(url=str(response.url), detail=f"GraphQL: {_first_line(body, '')}")
        return data

    def page(self, path: str, parameters: Parameters) -> tuple[int, list[Row]]:
        """The count of all matching objects, and this page's."""
        body = self.get(path, parameters)
        count, results = body.get("count"), body.get("results")
        if not isinstance(count, int) or not isinstance(results, list):
            raise faults.UnexpectedAnswer(url=f"{self.url}/api/{path}/", detail="a list without count and results")
        return count, results

    def create(self, path: str, data: Mapping[str, object]) -> Row:
        """Creates one object and returns it as NetBox stored it."""
        return self._write("POST", path, data)

    def update(self, path: str, object_id: int, data: Mapping[str, object]) -> Row:
        """Changes the given fields of one object; `path` is the list's."""
        return self._write("PATCH", f"{path}/{object_id}", data)

    def create_many(self, path: str, rows: Sequence[Mapping[str, object]]) -> list[Row]:
        """Creates objects in one request, all or none; returns them in the order given."""
        return self._write_many("POST", path, rows)

    def update_many(self, path: str, rows: Sequence[Mapping[str, object]]) -> list[Row]:
        """Changes objects in one request; each row names its `id`. Raises ObjectMissing where NetBox left some out: it
        passes over ids that it does not know, and changes the others."""
        return self._write_many("PATCH", path, rows)

    def delete(self, path: str, object_id: int) -> None:
        """Deletes one object; gone already is an ObjectMissing."""
        self._send("DELETE", f"{path}/{object_id}")

    def delete_many(self, path: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Deletes objects in one request, all or none; each row names its `id`. Unknown ids are passed over silently."""
        if rows:
            self._send("DELETE", path, content=json.dumps(list(rows), ensure_ascii=False).encode())

    def write_actions(self, path: str) -> frozenset[str]:
        """Which of `add` and `change` the token's user has on a list, as NetBox's OPTIONS tells it."""
        actions = self._json(self._send("OPTIONS", path)).get("actions", {})
        return frozenset(_ACTIONS[method] for method in ("POST", "PUT") if method in actions)

    def _write(self, method: str, path: str, data: Mapping[str, object]) -> Row:
        response = self._send(method, path, content=json.dumps(data, ensure_ascii=False).encode())
        body = self._json(response)
        if not isinstance(body, dict):
            raise faults.UnexpectedAnswer(url=str(response.url), detail="JSON, but not an object")
        return body

    def _write_many(self, method: str, path: str, rows: Sequence[Mapping[str, object]]) -> list[Row]:
        if not rows:
            return []
        response = self._send(method, path, content=json.dumps(list(rows), ensure_ascii=False).encode())
        body = self._json(response)
        if not isinstance(body, list):
            raise faults.UnexpectedAnswer(url=str(response.url), detail="JSON, but not a list")
        if len(body) != len(rows):
            raise faults.ObjectMissing(url=str(response.url))
        return body

    def _send(
        self,
        method: str,
        path: str,
        *,
        parameters: Parameters | None = None,
        content: bytes | None = None,
        below: str = "api/",
    ) -> httpx.Response:
        url = f"{self.url}/{below}{path}/"
        headers = {"Content-Type": "application/json"} if content is not None else None
        attempts = self._attempts if method in {"GET", "OPTIONS"} else 1
        for attempt in range(1, attempts + 1):
            pause_s = self._backoff_s * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311  # jitter, not a secret
            try:
                response = self._answer(method, url, params=parameters, content=content, headers=headers)
            except httpx.TransportError as error:
                if attempt == attempts or isinstance(error, _Endless) or _is_certificate_fault(error):
                    raise faults.NetBoxUnreachable(url=self.url, reason=_reason(error)) from error
            except (httpx.InvalidURL, httpx.HTTPError) as error:
                raise faults.NetBoxUnreachable(url=self.url, reason=_reason(error)) from error
            else:
                if response.is_success:
                    return response
                if response.status_code not in RETRIED_STATUSES or attempt == attempts:
                    self._refuse(method, path, response)
                pause_s = max(pause_s, _retry_after_s(response))
            self._pauses_ended.wait(min(pause_s, LONGEST_PAUSE_S))
        raise AssertionError("the last attempt returns or raises")

    def _answer(self, method: str, url: str, **asked: Any) -> httpx.Response:
        """One request's whole answer. Raises _Endless, UnexpectedAnswer and what httpx raises."""
        until = time.monotonic() + self._longest_s
        with self._http.stream(method, url, **asked) as response:
            parts: list[bytes] = []
            size = 0
            for part in response.iter_bytes():
                size += len(part)
                parts.append(part)
                if size > MOST_BYTES:
                    told = f"larger than {MOST_BYTES // 2**20} MiB"
                    raise faults.UnexpectedAnswer(url=str(response.url), detail=told)
                if time.monotonic() > until:
                    raise _Endless(f"not whole after {self._longest_s:g} s", request=response.request)
            unpacked = [
                one for one in response.headers.multi_items() if one[0] not in {"content-encoding", "content-length"}
            ]
            return httpx.Response(
                response.status_code, headers=unpacked, content=b"".join(parts), request=response.request
            )

    def _json(self, response: httpx.Response) -> Any:
        try:
            return response.json()
        except ValueError as error:
            kind = response.headers.get("Content-Type", "no content type")
            raise faults.UnexpectedAnswer(url=str(response.url), detail=f"not JSON ({kind})") from error

    def _refuse(self, method: str, path: str, response: httpx.Response) -> NoReturn:
        """The error that a failed answer stands for."""
        url, status = str(response.url), response.status_code
        try:
            body = response.json()
        except ValueError:
            body = None
        detail = str(body.get("detail", "")) if isinstance(body, dict) else ""
        if status == 401 or (status == 403 and detail and "permission" not in detail.lower()):
            raise faults.TokenRefused(url=self.url, detail=detail)
        if status == 403 and detail:
            listing = "/".join(path.split("/")[:2])
            raise faults.PermissionMissing(action=_ACTIONS.get(method, method), object_type=object_type(listing))
        if status == 404 and detail:
            raise faults.ObjectMissing(url=url)
        if status in {400, 409} and body is not None:
            raise faults.ValidationRefused(url=url, faults=_faults(body), body=body)
        if status >= 500 or status == 429:
            raise faults.NetBoxFailing(url=url, status=status, detail=_first_line(body, response.text))
        where = f", redirected to {response.headers['Location']}" if "Location" in response.headers else ""
        raise faults.UnexpectedAnswer(url=url, detail=f"HTTP {status}{where}")


def object_type(listing: str) -> str:
    """NetBox's name of a list's type, as its page of permissions has it: `dcim/device-types` is `dcim.devicetype`."""
    if listing in OBJECT_TYPES:
        return OBJECT_TYPES[listing]
    app, _, path = listing.partition("/")
    name = path.replace("-", "")
    singular = re.sub(r"ies$", "y", name) if name.endswith("ies") else re.sub(r"(?<=prefix|ddress)es$|s$", "", name)
    return f"{app}.{singular}"


class _Endless(httpx.ReadTimeout):
    """Bytes come, and no end of them."""


def never_sent(error: faults.NetBoxUnreachable) -> bool:
    """Whether the request that failed so can't have reached NetBox: there was no connection to send it over."""
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


def _without_login(url: str) -> str:
    scheme, _, rest = url.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{'://' if scheme else ''}{host.rpartition('@')[2]}{slash}{path}"


def _clock_skew(date: str | None, before: float, after: float) -> float | None:
    if date is None:
        return None
    try:
        theirs = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return None
    if theirs.tzinfo is None:  # "-0000", or two headers that a proxy made one of
        return None
    ours = datetime.fromtimestamp((before + after) / 2, tz=UTC)
    return round((theirs - ours).total_seconds(), 1)


def _is_certificate_fault(error: Exception) -> bool:
    """A certificate that does not fit now will not fit on the next attempt either."""
    return isinstance(error.__cause__ or error.__context__, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(error)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _retry_after_s(response: httpx.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else 0.0


def _faults(body: Any) -> str:
    """NetBox's validation messages on one line: `name: This field is required.; site: ...`."""
    if isinstance(body, dict):
        return "; ".join(f"{field}: {_faults(told)}" for field, told in body.items())
    if isinstance(body, list):
        return ", ".join(told for told in (_faults(item) for item in body) if told)
    return str(body)


def _first_line(body: Any, text: str) -> str:
    """The gist of a failure: NetBox's `error` or `exception`, else the first line of text that is not markup."""
    if isinstance(body, dict):
        return str(body.get("error") or body.get("exception") or body.get("detail") or _faults(body))[:300]
    plain = (line.strip() for line in re.sub(r"<[^>]*>", " ", text).splitlines())
    return next((line[:300] for line in plain if line), "no text")
