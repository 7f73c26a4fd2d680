"""VLANs: the list that `vlan batch` keeps, and the views of single ones."""

from __future__ import annotations

from lab.devices.commandline.numbers import parse_words
from lab.devices.vrp.commands.registry import command
from lab.devices.vrp.config import Call, ConfigSession, refused
from lab.devices.vrp.render import allowed_vlans


@command("vlan_batch")
def vlan_batch(call: Call, _session: ConfigSession) -> None:
    given = _numbers(call, call.match.words[2:])
    if call.negated:
        remove(call, given)
    else:
        call.config.vlans |= given - {1}


def _numbers(call: Call, words: list[str]) -> set[int]:
    listed = " ".join(words).split()
    if not listed:
        raise call.config.language.refusal("incomplete", "", 0)
    numbers = set(range(1, 4095)) if listed == ["all"] else parse_words(listed)
    too_many = len(listed) - 2 * listed.count("to") > 10 and not call.config.loading
    if numbers is None or too_many:
        raise refused("Wrong parameter found.")
    return numbers


def remove(call: Call, numbers: set[int]) -> None:
    for number in sorted(numbers & call.config.vlans):
        if call.config.root.has("interface", f"Vlanif{number}"):
            raise refused(f"The VLAN {number} has a VLANIF interface. Please delete it first.")
    call.config.vlans -= numbers
    for number in numbers:
        call.config.root.drop_key(("vlan", str(number)))
    for node in call.config.interfaces():
        if int((node.words("port", "default", "vlan") or ["1"])[-1]) in numbers:
            node.drop_key(("port", "default", "vlan"))


@command("vlan")
def vlan(call: Call, _session: ConfigSession) -> None:
    number = int(call.match.words[1])
    if call.negated:
        if number == 1:
            raise refused("The default VLAN can not be deleted.")
        if number not in call.config.vlans:
            raise refused("The VLAN does not exist.")
        remove(call, {number})
        return
    if number != 1:
        call.config.vlans.add(number)
    call.put()


__all__ = ["allowed_vlans", "remove", "vlan", "vlan_batch"]
