"""`python -m lab.netbox --db FILE --port 0 --token TOKEN[:ro]`: serve until interrupted or terminated."""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import signal
from pathlib import Path

from lab.netbox.api import Api
from lab.netbox.server import grant, start
from lab.netbox.store import Store


def _loopback(text: str) -> str:
    if not ipaddress.ip_address(text).is_loopback:
        msg = f"{text} is not a loopback address"
        raise argparse.ArgumentTypeError(msg)
    return text


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lab.netbox", description="Serve NetBox's REST API on loopback.")
    parser.add_argument("--db", default=":memory:", help="SQLite file; made where there is none (default: in memory)")
    parser.add_argument("--host", type=_loopback, default="127.0.0.1", help="loopback address (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (default)")
    parser.add_argument("--token", action="append", default=[], metavar="TOKEN[:ro]", help="may be given several times")
    parser.add_argument("--ready-file", type=Path, help="gets the URL once the server answers")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    store = Store(options.db)
    grant(store, options.token)
    runner, url = await start(Api(store), options.host, options.port)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    if options.ready_file:
        fresh = options.ready_file.with_name(options.ready_file.name + ".new")
        fresh.write_text(url + "\n", encoding="utf-8")
        fresh.replace(options.ready_file)
    await stop.wait()
    await runner.cleanup()
    store.close()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
