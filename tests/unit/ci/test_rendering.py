"""A state of the project's folder, rendered by a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi import settings
from altyapi.ci import rendering
from altyapi.ci.rendering import NotRendered


def test_why_a_state_can_not_be_rendered_is_told_with_that_states_name(tmp_path: Path) -> None:
    configured = settings.load({"ALTYAPI_STATE_DIR": str(tmp_path / "var")}, tmp_path)
    with pytest.raises(NotRendered, match=r"from main.*NBX-020"):
        rendering.of_folder(tmp_path, "main", configured)


def test_what_lies_outside_the_projects_folder_is_the_same_for_all_states(tmp_path: Path) -> None:
    configured = settings.load({"ALTYAPI_POLICY_DIR": "/etc/altyapi/policy"}, tmp_path)
    state = tmp_path / "state"
    assert rendering.there(state, configured.policy_dir, configured) == Path("/etc/altyapi/policy")
    assert rendering.there(state, configured.registers_dir, configured) == state / "inventory" / "policy"
