"""inv ci.*: what a pipeline does with a change of the repository: check it, say what it would change where, apply its plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

JUNIT = "also write the result as JUnit's XML to this file"


@command(
    help={
        "golden": "folder of NAME.cfg files: configs that must be rendered as they are there; default tests/golden, where it is",
        "junit": JUNIT,
    }
)
def check(out: Output, configured: Settings, golden: str = "", junit: str = "", format_: str = "text") -> int:
    """Check policy, lists and templates, and render every device of the snapshot; no device and no secret is needed.

    Example: ./inv ci.check --junit check.xml
    """
    del format_
    from altyapi.ci import checking
    from altyapi.ci import junit as xml
    from altyapi.cli import checking_change
    from altyapi.view import findings

    kept = Path(golden) if golden else configured.root / "tests" / "golden"
    found = checking_change.examine(out, configured, kept, needed=bool(golden))
    findings.show(out, found)
    bad = [one for one in found if one.severity == "error"]
    if junit:
        xml.write(Path(junit), "ci.check", checking.cases(found, out.language))
    out.line(out.say("ci.bad", count=len(bad)) if bad else out.say("ci.good"), "red" if bad else "green")
    return ERROR if bad else DONE


@command(
    help={
        "base": "the revision that the change is to be merged into, as origin/main",
        "head": "the changed one; default: the folder as it is",
        "out": "also write the whole result as JSON to this file",
        "junit": JUNIT,
        "artefact": "address of that file, told where the text is cut at --most",
        "most": "characters of differences that are told; a comment of GitHub takes 65536",
    }
)
def plan(
    out: Output,
    configured: Settings,
    base: str,
    head: str = "",
    out_: str = "",
    junit: str = "",
    artefact: str = "",
    most: int = 50_000,
    format_: str = "text",
) -> int:
    """What a change of templates and policy would change on which device; identical differences are told once.

    Both states are rendered over the same snapshot, so it tells the change's doing alone and asks no device. It is no plan
    that can be applied: that is config.plan's, after the merge. Exit code 2 when a device would change, 1 when one can no
    longer be rendered or changed safely.

    Example: ./inv ci.plan --base origin/main --format markdown --out plan.json
    """
    del format_
    from altyapi.ci import junit as xml
    from altyapi.ci import proposal as proposals
    from altyapi.cli import checking_change
    from altyapi.view import ci as view
    from netbox_sync.files import write_atomically

    made = checking_change.proposal(out, configured, base, head)
    if out_:
        write_atomically(Path(out_), (made.model_dump_json(indent=1) + "\n").encode())
    if junit:
        xml.write(Path(junit), "ci.plan", proposals.cases(made))
    view.show(out, made, most=most, whole=artefact or out_)
    return ERROR if made.refused else PENDING if made.devices else DONE


@command(
    help={
        "base": "the revision before the merge, as the service names it; its approvers and its policy judge the plans",
        "plans": "folder of the repository in which plans are merged, with their signatures beside them",
        "wait": "outside a maintenance window or in a freeze, wait until a plan may be applied",
    }
)
def apply(
    out: Output, configured: Settings, base: str, plans: str = "changes", wait: bool = False, format_: str = "text"
) -> int:
    """After a merge: apply the plans that came with it, one after the other by name, as config.apply does.

    A plan is a file of config.plan with the signatures of config.approve, reviewed like any other file. Who may sign, and how many
    have to, is what stood before the merge: no merge brings both a plan and its own approver. Stops at the first plan that does not
    end well; run again, it goes on there.

    Example: ./inv ci.apply --base "$BEFORE"
    """
    del format_
    from altyapi.cli import applying_change

    return applying_change.forward(out, configured, base, plans, wait=wait)


@command(
    help={
        "host": "address to listen at; beyond this machine, put a server with TLS in front instead",
        "port": "number of the port",
        "window": "seconds that an event may be old, or ahead of this machine's clock",
        "quiet": "seconds to wait for more events before something is made of them",
    }
)
def listen(
    out: Output,
    configured: Settings,
    host: str = "127.0.0.1",
    port: int = 8787,
    window: int = 300,
    quiet: int = 5,
    format_: str = "text",
) -> int:
    """Hear from NetBox what was changed, refresh the snapshot, and tell what that would do to which device.

    NetBox calls by the webhook that netbox.views makes where listen_url is set, and signs with the secret altyapi/webhook-key. What is
    unsigned, old or came before is refused; what is taken is on disk and outlives a kill. Plans go to <state_dir>/ci/plans, as those of
    ci.plan: no device is asked, and none can be applied. Ctrl-C ends it.

    Example: ./inv ci.listen --port 8787
    """
    del format_
    from altyapi.cli import following_netbox

    return following_netbox.listen(out, configured, host=host, port=port, window=window, quiet=quiet)
