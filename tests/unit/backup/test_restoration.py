"""A backup as an intended config: today's secrets where they are the same line, else the line is left out by name."""

from __future__ import annotations

from altyapi.backup.restoration import intended

BACKUP = "hostname a\nsnmp-server community <masked> RO\nline vty 0 4\n password <masked>\nkey <masked>\n"


def test_lines_whose_secret_stands_there_today_are_taken_from_the_device() -> None:
    running = "hostname b\nsnmp-server community Bir RO\nsnmp-server community İki RW\nline vty 0 4\n password Uc\n"
    masked = "hostname b\nsnmp-server community <masked> RO\nsnmp-server community <masked> RW\nline vty 0 4\n password <masked>\n"
    text, left = intended(BACKUP, running, masked)
    assert text == "hostname a\nsnmp-server community Bir RO\nline vty 0 4\n password Uc\n"
    assert left == ("key <masked>",)


def test_the_same_masked_line_twice_takes_each_of_the_devices_lines_once() -> None:
    backup = "key <masked>\nkey <masked>\nkey <masked>\n"
    assert intended(backup, "key A\nkey B\n", "key <masked>\nkey <masked>\n") == ("key A\nkey B\n", ("key <masked>",))


def test_a_secret_in_another_mode_is_another_line() -> None:
    text, left = intended(
        "line vty 0 4\n password <masked>\n", "line con 0\n password X\n", "line con 0\n password <masked>\n"
    )
    assert (text, left) == ("line vty 0 4\n", ("line vty 0 4 / password <masked>",))
