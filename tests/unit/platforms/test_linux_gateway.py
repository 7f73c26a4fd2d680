"""A Linux gateway's texts: what nft, ip, lldpcli and FRR print, and the one layout in which they are compared."""

from __future__ import annotations

import base64
import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest

from altyapi.device.contract import ANSWER_LIMIT, Neighbour
from altyapi.platforms.linux_gateway import ruleset, show
from altyapi.platforms.linux_gateway.show import Part

WRITTEN = """\
#!/usr/sbin/nft -f
# fw1: merkez
table inet altyapi
delete table inet altyapi
table inet altyapi {
	# kamera: Kameralar # hepsi
	set a_kamera_4 {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.0/25, 192.0.2.128/25, 10.0.0.1/32,
			10.0.0.8-10.0.0.15 }
	}
	set blocked4 {
		type ipv4_addr
		flags interval,timeout
		elements = { 198.51.100.7 comment "until 2026-12-01T00:00:00+03:00" }
	}
	counter r_a { packets 7 bytes 420 }
	chain forward {
		type filter hook forward priority filter; policy drop;
		ct state established,related accept
		# a: Saat, {ve} # iz
		iifname { "eth1", "eth0" } tcp dport { 443, 80, 1000-2000 } log prefix "altyapi # { b, a }: " counter name "r_a" accept
		meta l4proto . th dport { tcp . 80 } accept
		meta l4proto 47 accept
		icmp type { 8, 0 } accept
		icmpv6 type 135 accept
		meta l4proto { 50, 51 } reject with icmpx admin-prohibited
	}
}
"""
PRINTED = """\
table inet altyapi {
	counter r_a {
		packets 12 bytes 720
	}

	set a_kamera_4 {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.1, 10.0.0.8/29,
\t\t\t     192.0.2.0/24 }
	}

	set blocked4 {
		type ipv4_addr
		flags interval, timeout
		elements = { 198.51.100.7 timeout 1h expires 59m59s984ms comment "until 2026-12-01T00:00:00+03:00" }
	}

	chain forward {
		type filter hook forward priority filter; policy drop;
		ct state established,related accept
		iifname { "eth0", "eth1" } tcp dport { 80, 443, 1000-2000 } log prefix "altyapi # { b, a }: " counter name "r_a" accept
		meta l4proto . th dport { 6 . 80 } accept
		meta l4proto gre accept
		icmp type { echo-reply, echo-request } accept
		icmpv6 type nd-neighbor-solicit accept
		meta l4proto { esp, ah } reject with icmpx type admin-prohibited
	}
}
"""


def test_what_is_written_and_what_nft_prints_of_it_are_one_text() -> None:
    assert ruleset.canonical(WRITTEN) == ruleset.canonical(PRINTED)
    assert ruleset.canonical(ruleset.canonical(WRITTEN)) == ruleset.canonical(WRITTEN)
    assert 'log prefix "altyapi # { b, a }: "' in ruleset.canonical(WRITTEN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("192.0.2.0/24", "192.0.2.0/25"),
        ("198.51.100.7", "198.51.100.8"),
        ("tcp dport { 80, 443", "tcp dport { 81, 443"),
        ("policy drop", "policy accept"),
        ("gre accept", "gre drop"),
        ("ct state established,related accept\n", ""),
        ("\tchain forward", "\tchain other {\n\t\taccept\n\t}\n\n\tchain forward"),
        ("\tcounter r_a", "\tcounter r_b"),
    ],
)
def test_what_means_something_else_is_another_text(old: str, new: str) -> None:
    assert old in PRINTED
    assert ruleset.canonical(PRINTED.replace(old, new)) != ruleset.canonical(PRINTED)


def test_no_table_is_no_text() -> None:
    assert ruleset.canonical("") == ""
    assert ruleset.canonical("table inet altyapi\ndelete table inet altyapi\n") == ""
    assert ruleset.canonical("table inet altyapi {\n}\n") == "table inet altyapi {\n}\n"


def test_a_table_is_loaded_in_one_transaction_with_its_counters_and_the_time_that_is_left() -> None:
    now = datetime(2026, 11, 29, 20, 59, 50, tzinfo=UTC)
    text = ruleset.loadable(ruleset.canonical(WRITTEN), now, ruleset.counters(PRINTED))
    assert text.startswith("table inet altyapi\ndelete table inet altyapi\ntable inet altyapi {\n")
    assert 'elements = { 198.51.100.7 timeout 1d10s comment "until 2026-12-01T00:00:00+03:00" }' in text
    assert "counter r_a {\n        packets 12 bytes 720\n" in text
    assert ruleset.canonical(text) == ruleset.canonical(WRITTEN)


def packed(text: str) -> str:
    return base64.encodebytes(gzip.compress(text.encode())).decode()


def test_an_answer_that_did_not_arrive_whole_is_none() -> None:
    answer = packed("@part frr\nbir\niki\n\n@end 0\n@part table\nError: yok\n\n@end 1\n")
    assert show.unpacked(answer) == {"frr": Part(0, "bir\niki\n"), "table": Part(1, "Error: yok\n")}
    assert show.unpacked(answer[: len(answer) // 2]) is None
    assert show.unpacked(answer.replace("\n", "\nBroadcast message from root\n", 1)) is None
    assert show.unpacked("sh: 1: gzip: not found") is None


def test_an_answer_that_unpacks_to_more_than_any_gateway_says_is_none() -> None:
    answer = packed("@part frr\n" + " " * ANSWER_LIMIT + "\n@end 0\n")
    assert len(answer) < ANSWER_LIMIT // 100
    tracemalloc.start()
    try:
        assert show.unpacked(answer) is None
        assert tracemalloc.get_traced_memory()[1] < 2.5 * ANSWER_LIMIT
    finally:
        tracemalloc.stop()


def parts(**texts: str) -> dict[str, Part]:
    empty = dict.fromkeys(
        (
            "links",
            "addresses",
            "settings",
            "wireguard",
            "lengths",
            "peers",
            "keys",
            "openvpn",
            "people",
            "table",
            "frr",
        ),
        "",
    )
    return {name: Part(0, text) for name, text in (empty | texts).items()}


HEAD = "Building configuration...\n\nCurrent configuration:\n!\nfrr version 8.4.4\n"


def test_links_settings_table_and_routing_are_one_text() -> None:
    text = show.running(
        parts(
            links="7: eth1.10@eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default "
            "\\    link/ether 52:54:00:aa:bb:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 \\    vlan protocol 802.1Q id 10 <REORDER_HDR> ",
            addresses="2: eth0    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever\n"
            "3: eth2    inet 192.0.2.9/24 brd 192.0.2.255 scope global dynamic eth2\\       valid_lft 3000sec\n"
            "7: eth1.10    inet 10.10.0.1/24 scope global eth1.10\\       valid_lft forever\n",
            settings="net.ipv4.ip_forward = 1\nnet.ipv6.conf.all.forwarding = 0",
            table="table inet altyapi {\n}",
            frr=f"{HEAD}!\ninterface eth0\n description bir\nexit\n!\nend",
        )
    )
    assert text == (
        "link eth1.10 parent eth1 vlan 10\nsetting net.ipv4.ip_forward 1\nsetting net.ipv6.conf.all.forwarding 0\n!\n"
        "table inet altyapi {\n}\n!\nfrr version 8.4.4\n!\ninterface eth0\n description bir\n ip address 10.0.0.1/24\nexit\n!\n"
        "interface eth1.10\n ip address 10.10.0.1/24\nexit\n!\nend"
    )


def test_a_routing_part_without_its_end_is_no_config() -> None:
    assert show.running(parts(frr=f"{HEAD}!\ninterface eth0\n description bir")) is None
    assert show.running({**parts(frr=f"{HEAD}!\nend"), "frr": Part(1, f"{HEAD}!\nend")}) is None


def test_the_files_that_are_read_at_boot_make_the_same_text() -> None:
    text = show.startup(
        parts(
            links="auto eth1.10\niface eth1.10 inet manual\n    vlan-raw-device eth1\n    vlan-id 10\n",
            addresses="auto eth0\niface eth0 inet static\n    gateway 10.0.0.9\n    address 10.0.0.1/24\n",
            settings="net.ipv4.ip_forward = 1\n",
            table="table inet altyapi\ndelete table inet altyapi\ntable inet altyapi {\n}\n",
            frr="frr version 8.4.4\n!\ninterface eth0\n description bir\nexit\n!\n",
        )
    )
    assert text is not None
    assert text.startswith(
        "link eth1.10 parent eth1 vlan 10\nsetting net.ipv4.ip_forward 1\n!\ntable inet altyapi {\n}\n!\n"
    )
    assert " description bir\n ip address 10.0.0.1/24\nexit\n" in text


def test_neighbours_are_told_by_lldpd() -> None:
    told = (
        "lldp.eth0.via=LLDP\nlldp.eth0.chassis.mac=52:54:00:aa:bb:cc\nlldp.eth0.chassis.name=obb-mrk-ahb01-omr01\n"
        "lldp.eth0.port.ifname=1/1/24\nlldp.eth0.port.descr=gw1\nlldp.eth1.10.chassis.name=sw2\n"
    )
    assert show.neighbours(told) == (
        Neighbour(interface="eth0", name="obb-mrk-ahb01-omr01", ports=("1/1/24", "gw1")),
        Neighbour(interface="eth1.10", name="sw2", ports=()),
    )
    assert show.neighbours("sh: 1: lldpcli: not found") == ()
