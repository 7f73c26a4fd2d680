"""The policy of the migration: what is refused in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.endpoint.policy import FILE, load
from netbox_sync.policyfile import PolicyFileInvalid


@pytest.mark.parametrize(
    ("sizes", "told"),
    [("[0]", "steps.sizes[1]: 1 or more"), ("[5, -1]", "steps.sizes[2]: 1 or more"), ("[]", "steps.sizes")],
)
def test_a_wave_of_nobody_is_refused_by_name_as_none_would_ever_end(tmp_path: Path, sizes: str, told: str) -> None:
    (tmp_path / FILE).write_text(f"steps: {{sizes: {sizes}}}\n", "utf-8")
    with pytest.raises(PolicyFileInvalid) as refused:
        load(tmp_path)
    assert told in refused.value.message("en")
