"""An order for cameras as a person reads it before signing: which cameras, from what to what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.camera.order import Order
from altyapi.plan.approval import Approval, Rejected
from altyapi.view import signatures
from altyapi.view.output import Output


def show(out: Output, order: Order, file: Path, approvals: Sequence[Approval], rejected: Sequence[Rejected]) -> None:
    """All of it."""
    held = {"id": order.id, "file": str(file), "order": order.model_dump(mode="json")}
    out.data({**held, **signatures.data(approvals, rejected)})
    out.heading(out.say(f"camera.order-{order.action}", id=order.id))
    out.line(out.say("plan.reason", reason=order.reason))
    out.line(out.say("plan.evrak", evrak=order.evrak or "-"))
    out.line(out.say("plan.author", author=order.author))
    out.line(out.say("plan.created", created=order.created, expires=order.expires))
    out.line()
    if order.action == "firmware":
        head = [out.say(f"camera.column-{name}") for name in ("camera", "model", "version", "approved")]
        rows = [[one.device, one.model, one.found, f"{one.wanted} {one.sha256[:12]}"] for one in order.devices]
    else:
        head = [out.say(f"camera.column-{name}") for name in ("camera", "found")]
        rows = [[one.device, out.say(f"camera.found-{one.found}", user=one.user, detail="-")] for one in order.devices]
    out.table(head, rows)
    out.line()
    signatures.show(out, approvals, rejected)
    counts = {"count": len(order.devices), "risk": out.say(f"risk.{order.risk}")}
    out.line(out.say("release.needed", needed=order.approvals_needed, **counts), "yellow")
