"""One lab for the tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.cli.town import Town, standing


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with standing(tmp_path_factory.mktemp("facts")) as town:
        yield town
