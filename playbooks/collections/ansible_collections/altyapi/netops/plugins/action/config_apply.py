"""Bring one device to its planned config, or leave it as it was (see the module's documentation)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

try:
    from altyapi.apply import service, source
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
        check_mode = bool(self._task.check_mode)
        try:
            services = service.services()
            if check_mode:
                fate, entry = service.rehearse(change, host, services)
                stop = False
            else:
                run = source.open_run(change, services)
                run.require_applicable(services.settings.allowed_signers, datetime.now().astimezone())
                entry = run.entry(host)
                already = run.fate(host).state == "applied"
                fate = service.apply(run, host, services)
                check_mode = already
                stop = run.stopped()
        except ToolkitError as error:
            message = f"{error.message('en')} {error.remedy('en')}".strip()
            return {
                **result,
                "failed": True,
                "changed": False,
                "state": "untouched",
                "why": message,
                "stop": False,
                "msg": message,
            }
        result.update(state=fate.state, why=fate.why, stop=stop, msg=fate.why or fate.state)
        result["changed"] = fate.state == "applied" and not (check_mode and not self._task.check_mode)
        result["failed"] = fate.state not in {"applied", "rolled-back"}
        if self._task.diff:
            result["diff"] = [{"prepared": entry.diff}]
        return result
