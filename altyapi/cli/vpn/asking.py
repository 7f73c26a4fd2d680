"""The steps of vpn.status: ask the gateways, compare, record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor

from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.cli.vpn import owing
from altyapi.device.contract import Target
from altyapi.errors import ToolkitError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import vpn_owed, vpn_status
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.vpn import policy
from altyapi.vpn.gateway import cutting
from altyapi.vpn.gateway import status as standing
from altyapi.vpn.gateway.connections import Connections
from altyapi.vpn.gateway.faults import GatewayUnknown
from altyapi.vpn.gateway.status import Gateway
from altyapi.vpn.peer import Provider, peers


def status(out: Output, configured: Settings, gateway: str) -> int:
    """Raises GatewayUnknown, PolicyFileInvalid, SnapshotError, ConnectionsBroken."""
    rules = policy.load(configured.policy_dir)
    names = [name for name in rules.gateways if gateway in {"", name}]
    if gateway and not names:
        raise GatewayUnknown(gateway=gateway, known=", ".join(rules.gateways) or "-")
    if not names:
        left = owing.due(configured)
        out.data({"grants": [], "findings": [], "gateways": [], "recorded": 0, "owed": vpn_owed.rows(left)})
        out.line(out.say("vpn.status.none"))
        vpn_owed.left(out, left)
        return PENDING if left else DONE
    everywhere, rules = rules, rules.model_copy(update={"gateways": {name: rules.gateways[name] for name in names}})
    taken = snapshots.load(out, configured)
    left = owing.again(out, configured, everywhere, taken)
    store = SecretStore.from_settings(configured)
    reached: dict[str, Target | ToolkitError] = {}
    for name in names:
        reached |= cutting.targets(taken, rules, name, store, configured)
    ends: dict[str, set[Provider]] = {}
    for one in rules.gateways.values():
        for device in one.devices:
            ends.setdefault(device, set()).add(one.provider)
    told, faults = asked(out, reached, ends, configured.workers)
    record = Connections.of(configured.state_dir)
    moment, held = now(), peers(taken)
    recorded = record.append((one for each in told for one in each.peers), held, moment)
    record.forget(rules.connections_days, moment)
    found = standing.judge(rules, held, told, record.last_seen(), moment)
    vpn_status.show(out, found, [one.device for one in told], recorded, rules.zone, left)
    for error in faults:
        out.fault(error)
    return ERROR if faults else PENDING if found.findings or left else DONE


def asked(
    out: Output,
    reached: Mapping[str, Target | ToolkitError],
    ends: Mapping[str, Collection[Provider]],
    workers: int,
) -> tuple[list[Gateway], list[ToolkitError]]:
    """What the gateways tell, and why others tell nothing."""
    told: list[Gateway] = []
    faults = [one for one in reached.values() if isinstance(one, ToolkitError)]
    targets = [one for one in reached.values() if isinstance(one, Target)]

    def ask(target: Target) -> Gateway | ToolkitError:
        try:
            return standing.read(target, ends[target.name])
        except ToolkitError as error:
            return error

    with Progress(out, out.say("vpn.status.asking"), len(targets)) as progress, ThreadPoolExecutor(workers) as pool:
        for target, one in zip(targets, pool.map(ask, targets), strict=True):
            progress.step(target.name, isinstance(one, Gateway))
            if isinstance(one, Gateway):
                told.append(one)
            else:
                faults.append(one)
    return told, faults
