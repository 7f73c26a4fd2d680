"""Bring one device to its planned config, or leave it as it was (see the module's documentation)."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

try:
    from altyapi.apply import service, source
    from altyapi.apply.fate import SETTLED
    from altyapi.errors import ToolkitError
except ImportError as error:
    MISSING: ImportError | None = error
else:
    MISSING = None


class ActionModule(ActionBase):
    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = dict(super().run(tmp, task_vars))
        if MISSING is not None:
            return {
                **result,
                "failed": True,
                "msg": f"altyapi is not installed in Ansible's own interpreter: {MISSING}",
            }
        host = (task_vars or {})["inventory_hostname"]
        change = Path(str(self._task.args["change"]))
        check: bool = self._task.check_mode
        with ExitStack() as rehearsed:
            try:
                services = service.services()
                if check:
                    run, hindrances = rehearsed.enter_context(source.rehearsal(change, services))
                    if hindrances:
                        raise hindrances[0]
                else:
                    run = source.open_run(change, services)
                    source.start(run, services, int(os.environ.get("ALTYAPI_RUN_LEADER") or os.getppid()))
            except ToolkitError as error:  # the plan is refused, not this device: no other one may be tried
                return {**result, **_refused(error, stop=True)}
            try:
                entry = run.entry(host)
                already = run.fate(host).state == "applied"
                fate = (service.rehearse if check else service.apply)(run, host, services)
                stop = not check and run.stopped()
            except ToolkitError as error:
                return {**result, **_refused(error, stop=not check and run.stopped())}
        result.update(state=fate.state, why=fate.why, stop=stop, msg=fate.why or fate.state)
        result["changed"] = fate.state == "applied" and not already
        result["failed"] = fate.state not in SETTLED
        if self._task.diff:
            result["diff"] = [{"prepared": entry.diff}]
        return result


def _refused(error: ToolkitError, *, stop: bool) -> dict[str, Any]:
    message = f"{error.message('en')} {error.remedy('en')}".strip()
    return {"failed": True, "changed": False, "state": "untouched", "why": message, "stop": stop, "msg": message}
