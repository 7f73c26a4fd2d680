"""The steps of vpn.extend, vpn.rotate, vpn.expire and vpn.leavers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from altyapi import mail as mails
from altyapi.cli import snapshots
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.cli.vpn import adding, cutting, owing, revoking
from altyapi.cli.vpn import ground as grounds
from altyapi.errors import ToolkitError
from altyapi.evidence.access import AccessAction
from altyapi.plan import policy as changes
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import mail as mail_view
from altyapi.view import vpn as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from altyapi.vpn import checking, choosing, directory, granting, handover, letters, rows, sheets, standing
from altyapi.vpn.checking import Checker, Held
from altyapi.vpn.faults import TooManyLeavers
from altyapi.vpn.granting import Done, Ground
from altyapi.vpn.owed import Owed
from altyapi.vpn.peer import Peer
from altyapi.vpn.pending import Pending, Wanted, retired
from altyapi.vpn.people import People
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.importer.faults import Findings
from netbox_sync.ipam import addresses
from netbox_sync.text import nfc

LEAVERS_SHARE_MAX = 0.2
"""A list that would take away more of all grants than that is hardly whole."""
LEAVERS_FEW = 5
"""So many are believed, unless they are all that are judged."""

NOT_ASKED = cutting.Cutting(whole=True)


@dataclass(frozen=True)
class Why:
    reason: str
    evrak: str = ""


def extend(
    out: Output,
    configured: Settings,
    word: str,
    profile: str,
    until: str,
    why: Why,
    for_age: str = "",
    *,
    apply: bool,
) -> int:
    """A later last day, by a new document."""
    with grounds.opened(out, configured) as ground:
        rows.need_fields(ground.netbox)
        one = choosing.chosen(rows.every(ground.netbox), word, profile)
        place = checking.option({})
        findings = Findings()
        checker = _checker(configured, ground, Held(grants=()), findings)
        rules = ground.policy.profiles.get(one.profile)
        day = checker.until(until, one.profile, rules, place("until"))
        checker.evrak(why.evrak, place("evrak"))
        if rules is None:
            findings.add(
                checking.PROFILE_UNKNOWN, place("profile"), one.profile, known=", ".join(ground.policy.profiles)
            )
        if grounds.refused(out, findings) or day is None:
            return ERROR
        view.changes(out, "extend", [one], ground.policy, until=day)
        if not apply:
            return dry(out, [one])
        wanted = granting.extended(one, day, why.evrak)
        papers = _again(out, configured, ground, wanted, for_age)
        done = list(granting.change(ground, "extend", [wanted], reason=why.reason, evrak=why.evrak))
        if papers is not None:
            papers.hand([wanted])
        return ended(out, ground, done, why.reason, why.evrak)


def rotate(
    out: Output,
    configured: Settings,
    word: str,
    profile: str,
    public_key: str,
    how: adding.Keys,
    folder: Path,
    why: Why,
    *,
    cut: bool,
    apply: bool,
) -> int:
    """A new key for the same grant; the old one goes with the next plan, at the latest after the policy's days of grace, or at once with
    `cut`; OpenVPN's old certificate is taken back then, too."""
    with grounds.opened(out, configured) as ground:
        rows.need_fields(ground.netbox)
        grants = rows.every(ground.netbox)
        one = choosing.chosen(grants, word, profile)
        rules = ground.policy.profiles.get(one.profile)
        findings = Findings()
        place = checking.option({})
        if rules is None:
            findings.add(
                checking.PROFILE_UNKNOWN, place("profile"), one.profile, known=", ".join(ground.policy.profiles)
            )
        elif public_key:
            checker = _checker(configured, ground, Held(grants=grants), findings, how.certifiable)
            checker.key(public_key, rules, place("public_key"))
        if grounds.refused(out, findings) or rules is None:
            return ERROR
        known = adding.reached(out, configured, ground.policy, [one.profile])
        view.changes(out, "rotate", [one], ground.policy)
        if not apply:
            return dry(out, [one])
        certifiable = dict(how.certifiable)
        certifier = adding.of_openvpn(configured, ground.policy, [one.profile], certifiable, how)
        pair = adding.make(rules, certifiable) if how.made else None
        wanted = granting.rekeyed(one, pair.public if pair else public_key)
        pairs = {pair.public: pair} if pair else {}
        papers = adding.Papers(out, ground.policy, folder, known.networks, known.titles, how, pairs, certifier)
        return (_lost if cut else _exchanged)(out, configured, ground, one, wanted, papers, why)


def _exchanged(
    out: Output, configured: Settings, ground: Ground, one: Peer, wanted: Wanted, papers: adding.Papers, why: Why
) -> int:
    """The old key is good for a while yet."""
    grace = timedelta(days=ground.policy.rotate_grace_days)
    papers.hand([wanted])  # over an earlier file: the key in that one dies with this
    # before NetBox: a run that is killed then still ends the old key
    before = cutting.owe(configured, ground.policy, [one], reason=why.reason, evrak=why.evrak, after=grace)
    try:
        done = list(granting.change(ground, "rotate", [wanted], reason=why.reason, evrak=why.evrak))
    except ToolkitError:
        Owed(configured.state_dir).undo(before)  # NetBox has kept the old key
        raise
    view.given(out, wanted, papers.instruct(wanted))
    out.line(out.say("vpn.old-key", day=(now() + grace).astimezone(ground.policy.zone).date().isoformat()))
    return ended(out, ground, done, why.reason, why.evrak)


def _lost(
    out: Output, configured: Settings, ground: Ground, one: Peer, wanted: Wanted, papers: adding.Papers, why: Why
) -> int:
    """The old key is out at once. Written down before the cut: if this run is killed after it, the next one gives NetBox the new key, and
    no plan lets the old one in meanwhile."""
    handed = wanted.public_key not in papers.pairs and papers.certifier is None
    step = granting.rekeying(ground, wanted, reason=why.reason, evrak=why.evrak, handed=handed)
    with ground.pending.begin(step):
        off = cutting.cut(out, configured, ground.policy, [one], reason=why.reason, evrak=why.evrak)
        papers.hand([wanted])
        done = granting.go_on(ground, step.model_copy(update={"handed": True}))
    view.given(out, wanted, papers.instruct(wanted))
    code = ended(out, ground, [done], why.reason, why.evrak, off)
    return code if off.sure else PENDING


def expire(out: Output, configured: Settings, why: Why, *, apply: bool, mail: bool, send: bool) -> int:
    """What is past its last day is taken back; who is near it is told; cuts that are owed are tried again."""
    rules, grants = grounds.held(out, configured)
    day = grounds.today(rules)
    over = standing.due(grants, day)
    warned = standing.Warned(configured.state_dir)
    soon = standing.warnings(grants, rules, day, warned.read())
    view.due(out, over, soon, rules, day)
    if mail or send:
        _tell(out, configured, rules, grants, soon, warned, day, send=send)
    owed = _owed(out, configured, rules, apply=apply)
    _clear(out, configured, rules, apply=apply)
    code = DONE
    if over:
        code = _away(out, configured, over, "expire", why) if apply else PENDING
    return PENDING if owed and code == DONE else code


def _owed(out: Output, configured: Settings, rules: VpnPolicy, *, apply: bool) -> bool:
    """Whether a cut is still owed; with `apply` it is tried again before."""
    if apply and owing.due(configured):
        try:
            owing.again(out, configured, rules, snapshots.load(out, configured))
        except ToolkitError as error:  # what has ended is taken back all the same
            out.fault(error)
    return owing.tell(out, configured)


def leavers(
    out: Output, configured: Settings, files: Sequence[Path], why: Why, *, apply: bool, many: bool, partial: bool
) -> int:
    """Whoever the personnel list, or without `files` the directory, doesn't hold is out; of profiles whose people are on no such list,
    whoever it tells to have left. `many` and `partial`: also by a list that is hardly whole, by a directory that refers to others."""
    rules, grants = grounds.held(out, configured)
    findings = Findings()
    if files:
        listed = sheets.personnel(files, grounds.today(rules), findings)
    else:
        listed = directory.in_service(configured, SecretStore.from_settings(configured))
    if grounds.refused(out, findings):
        return ERROR
    live = [one for one in grants if one.live]
    judged = [one for one in live if one.profile not in rules.leavers_exempt or nfc(one.person_id) in listed.left]
    gone = [one for one in judged if nfc(one.person_id) not in listed.names]
    view.leavers(out, gone, listed, rules)
    if not many and hardly_whole(len(gone), len(judged), len(live)):
        raise TooManyLeavers(leavers=len(gone), grants=len(live))
    if not gone:
        return DONE
    if not apply:
        return PENDING
    if listed.elsewhere and not partial:
        raise directory.DirectoryPartial(url=configured.ldap_url, references=", ".join(listed.elsewhere))
    return _cut_away(out, configured, rules, gone, why)


def hardly_whole(gone: int, judged: int, live: int) -> bool:
    """Whether a list is not believed that takes away so many of the grants: a fifth of all, or everybody whom it is about."""
    return gone > max(LEAVERS_FEW, LEAVERS_SHARE_MAX * live) or gone == judged > 1


def _again(out: Output, configured: Settings, ground: Ground, one: Wanted, for_age: str) -> adding.Papers | None:
    """OpenVPN's certificate ends with the grant: one that is extended is handed a new one. Raises RecipientUnusable, OptionMissing,
    AuthorityMissing, SharedMissing."""
    if one.provider != "openvpn":
        return None
    how = adding.Keys(recipients=handover.recipients(for_age) if for_age else ())
    certifier = adding.of_openvpn(configured, ground.policy, [one.profile], {}, how)
    known = adding.reached(out, configured, ground.policy, [one.profile])
    folder = configured.state_dir / "vpn" / handover.FOLDER
    return adding.Papers(out, ground.policy, folder, known.networks, known.titles, how, {}, certifier)


def _checker(
    configured: Settings, ground: Ground, held: Held, findings: Findings, certifiable: Container[str] = ()
) -> Checker:
    rules, day = changes.load(configured.policy_dir), grounds.today(ground.policy)
    return Checker(ground.policy, rules, People(()), held, day, findings.add, certifiable=certifiable)


def _cut_away(out: Output, configured: Settings, rules: VpnPolicy, some: Sequence[Peer], why: Why) -> int:
    """Cut at the gateways first: that must not wait for NetBox. Exit code 2 where somebody may still be connected."""
    configured.need_netbox()
    pending = Pending(configured.state_dir)
    parts = [some[start : start + addresses.AT_ONCE] for start in range(0, len(some), addresses.AT_ONCE)]
    with ExitStack() as held:
        steps = [revoking.begun(configured, why.reason, why.evrak, part) for part in parts]
        for step in steps:
            held.enter_context(pending.begin(step))
        cut = cutting.cut(out, configured, rules, some, reason=why.reason, evrak=why.evrak)
        with grounds.opened(out, configured) as ground:
            done = [granting.take_away(ground, step, part) for step, part in zip(steps, parts, strict=True)]
            code = ended(out, ground, done, why.reason, why.evrak, cut)
    return code if cut.sure else PENDING


def _away(out: Output, configured: Settings, some: Sequence[Peer], action: AccessAction, why: Why) -> int:
    with grounds.opened(out, configured) as ground:
        wanted: list[Wanted] = list(map(retired, some))
        done = list(granting.change(ground, action, wanted, reason=why.reason, evrak=why.evrak))
        return ended(out, ground, done, why.reason, why.evrak)


def ended(
    out: Output, ground: Ground, done: Sequence[Done], reason: str, evrak: str, cut: cutting.Cutting = NOT_ASKED
) -> int:
    """What came of it, and what comes next."""
    grounds.tell_waits(out, done)
    view.changed(out, done, cut.cuts)
    if not cut.whole:
        out.line(out.say("vpn.owed-goes-on"), "red")
        out.next(typed("vpn.status"), out.say("vpn.again"))
    profiles = list(dict.fromkeys(one.profile for step in done for one in step.grants))
    grounds.next_step(out, ground.policy, profiles, reason, evrak)
    return grounds.code(done)


def dry(out: Output, some: Sequence[Peer]) -> int:
    """Nothing was done."""
    out.data({"grants": [one.model_dump(mode="json") for one in some], "applied": False})
    out.line(out.say("vpn.dry-change"))
    return PENDING


def _tell(
    out: Output,
    configured: Settings,
    rules: VpnPolicy,
    grants: Sequence[Peer],
    soon: Sequence[standing.NearEnd],
    warned: standing.Warned,
    day: date,
    *,
    send: bool,
) -> None:
    """Each mail is shown; sent only when asked for, and then remembered one by one."""
    sent: list[standing.NearEnd] = []
    unset: dict[str, None] = {}
    try:
        for one in soon:
            to = letters.receiver(one, rules, configured.mail_to)
            subject, text = letters.letter(one, rules, day, out.language)
            message = mails.compose(configured.model_copy(update={"mail_to": to}), subject, text)
            mail_view.show(out, message)
            if send:
                mails.send(configured, message)
                sent.append(one)
            else:
                unset.update(dict.fromkeys(mails.missing(configured, message)))
    finally:
        if sent:
            warned.mark(sent, grants)
            out.note(out.say("vpn.mailed", count=len(sent)))
    if unset:
        out.note(out.say("mail.missing", names=", ".join(unset)))


def _clear(out: Output, configured: Settings, rules: VpnPolicy, *, apply: bool) -> None:
    """Encrypted keys that nobody fetched."""
    if not apply:
        return
    for file in handover.clear(configured.state_dir / "vpn" / handover.FOLDER, rules.handover_days, now()):
        out.note(out.say("vpn.cleared", file=file, days=rules.handover_days))
