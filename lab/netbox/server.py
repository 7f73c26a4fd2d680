"""The API over HTTP, with aiohttp."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from lab.netbox.api import NO_PAGE, Api
from lab.netbox.call import Call, Page
from lab.netbox.permissions import create_token, create_user
from lab.netbox.store import Store

MAX_BODY = 64 * 1024 * 1024
JSON_TYPES = frozenset({"application/json", "application/octet-stream"})
USER = "admin"
DEFAULT_TOKENS = ("0123456789abcdef0123456789abcdef01234567", "89abcdef0123456789abcdef0123456789abcdef:ro")


def grant(store: Store, tokens: Iterable[str]) -> None:
    """Make the superuser and these tokens of his; `:ro` behind a token forbids it to write."""
    with store.transaction():
        user = create_user(store, USER)
        for token in tokens:
            key, _, mode = token.partition(":")
            create_token(store, key, user, writes=mode != "ro")


def application(api: Api) -> web.Application:
    """The web application over an API."""

    async def handle(request: web.Request) -> web.Response:
        if not request.path.endswith("/"):
            raise web.HTTPMovedPermanently(
                f"{request.path}/{'?' if request.query_string else ''}{request.query_string}"
            )
        if request.can_read_body and request.content_type not in JSON_TYPES:
            text = json.dumps({"detail": f'Unsupported media type "{request.headers["Content-Type"]}" in request.'})
            return web.Response(status=415, text=text, content_type="application/json")
        params: dict[str, list[str]] = {}
        for name, value in request.query.items():
            params.setdefault(name, []).append(value)
        call = Call(
            method=request.method,
            path=request.path,
            base=f"{request.scheme}://{request.host}",
            params=params,
            body=await request.read(),
            authorization=request.headers.get("Authorization"),
            request_id=str(uuid4()),
            client=request.remote or "",
        )
        status, body = api.answer(call)
        headers = {
            "API-Version": "4.4",
            "X-Request-ID": call.request_id,
            "Allow": "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"
            if request.path.strip("/").count("/") > 2
            else "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS",
            "Vary": "HX-Request, Accept-Language, Cookie, origin",
        }
        if status == 204:
            return web.Response(status=204, headers=headers)
        if status == 404 and body == {"detail": NO_PAGE}:
            page = "<!DOCTYPE html><title>Page Not Found</title><h1>Page Not Found</h1>"
            return web.Response(status=404, text=page, content_type="text/html", headers=headers)
        if isinstance(body, Page):
            headers |= {"Content-Type": body.content_type, **body.headers}
            return web.Response(status=status, body=body.text.encode(), headers=headers)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        headers["Content-Type"] = "application/json"
        return web.Response(status=status, body=text.encode(), headers=headers)

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_route("*", "/api", handle)
    app.router.add_route("*", "/api/{rest:.*}", handle)
    return app


async def start(api: Api, host: str, port: int) -> tuple[web.AppRunner, str]:
    """Listen; the runner to clean up, and the URL (its port is the real one where 0 was asked for)."""
    runner = web.AppRunner(application(api), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    actual = runner.addresses[0][1]
    return runner, f"http://{host}:{actual}"


@dataclass(frozen=True)
class Running:
    """A server in a thread of this process."""

    url: str
    token: str
    read_only_token: str
    store: Store


@contextmanager
def running(
    db: str | Path = ":memory:", tokens: Iterable[str] = DEFAULT_TOKENS, host: str = "127.0.0.1", port: int = 0
) -> Iterator[Running]:
    """Serve a database until the block ends. The first token of each kind is handed back; empty where there is none."""
    tokens = tuple(tokens)
    store = Store(db)
    grant(store, tokens)
    loop = asyncio.new_event_loop()
    runner, url = loop.run_until_complete(start(Api(store), host, port))
    thread = threading.Thread(target=loop.run_forever, name="netbox", daemon=True)
    thread.start()
    try:
        yield Running(
            url=url,
            token=next((token for token in tokens if ":" not in token), ""),
            read_only_token=next((token.partition(":")[0] for token in tokens if token.endswith(":ro")), ""),
            store=store,
        )
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()
        store.close()
