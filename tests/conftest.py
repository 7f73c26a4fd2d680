"""Options of the whole suite."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import hypothesis
import pytest

if sys.dont_write_bytecode:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(__file__).parents[1] / "var" / "pycache")
"""Where bytecode is not to stand beside its source, it is kept apart: the tests begin hundreds of Python processes, and without
any each would compile a thousand modules anew."""

for name in ("COLUMNS", "LINES", "NO_COLOR"):
    os.environ.pop(name, None)
"""What is printed would keep to the width of the terminal that the tests were begun in; parallel workers are given one too."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
"""What a script begins in the background is begun deaf to Ctrl-C, and so would be all that the tests begin."""

hypothesis.settings.register_profile(
    "shared-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared-machine")
"""How long an example takes says how busy the machine is, not whether the code is right."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write golden files anew instead of comparing with them")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--record"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that the last minutes keep every worker busy; xdist's own order, by the number of a file's tests,
    would put whole runs of a minute each last."""

    def place(item: pytest.Item) -> tuple[bool, bool, bool]:
        return item.get_closest_marker("slow") is None, "e2e" not in item.path.parts, "contract" not in item.path.parts

    items.sort(key=place)
