#!/usr/bin/python3
"""The picture of the desktop and of its lock screen that holds now, by /etc/altyapi/pictures.json; prints a line where it changed.

altyapi-desktop-picture [--at 2026-04-23T10:00]    --at: only say which picture holds then

Of pictures that hold at once the one that began last counts. Where none holds and there is no usual one, the settings go, and
the desktop has what it had without them. Only the standard library.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

CONFIG = Path("/etc/altyapi/pictures.json")
DCONF = Path("/etc/dconf/db/altyapi-picture.d")
XFCE = Path("/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/xfce4-desktop.xml")
GREETER = Path("/etc/lightdm/lightdm-gtk-greeter.conf.d/60-altyapi.conf")
NOW_SHOWN = Path("/var/lib/altyapi/picture.json")
MARK = "altyapi-desktop-picture"
BACKGROUNDS = ("org/gnome/desktop/background", "org/cinnamon/desktop/background", "org/mate/desktop/background")
LOCK_SCREENS = ("org/gnome/desktop/screensaver",)


def moment(text, *, end):
    """A day holds from its first moment to its last."""
    found = datetime.fromisoformat(text)
    return found + timedelta(days=1) if end and "T" not in text else found


def holds(config, at):
    """{wallpaper, lock}: file names, empty where nothing is set."""
    now = [one for one in config["pictures"] if moment(one["from"], end=False) <= at < moment(one["until"], end=True)]
    return max(now, key=lambda one: moment(one["from"], end=False)) if now else {"name": "", **config["usual"]}


def write(file, content):
    """Whole or not at all; without content the file goes. Says whether anything changed."""
    if not content:
        existed = file.exists()
        file.unlink(missing_ok=True)
        return existed
    if file.exists() and file.read_text("utf-8") == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).chmod(0o644)
    Path(name).replace(file)
    return True


def dconf(wallpaper, lock):
    """Key file and locks of the database that desktops read."""
    places = [(one, wallpaper) for one in BACKGROUNDS if wallpaper] + [(one, lock) for one in LOCK_SCREENS if lock]
    keys, locks = f"# {MARK}\n", f"# {MARK}\n"
    for place, file in places:
        name = "picture-filename" if "mate" in place else "picture-uri"
        # as GVariant reads text: JSON's escapes are among its own
        value = json.dumps(file if "mate" in place else f"file://{quote(file)}", ensure_ascii=False)
        for key in [name] + ([f"{name}-dark"] if place == BACKGROUNDS[0] else []):
            keys += f"\n[{place}]\n{key}={value}\n"
            locks += f"/{place}/{key}\n"
    return keys, locks


def xfce(wallpaper, monitors):
    lines = [
        f'<property name={quoteattr(monitor)} type="empty"><property name="workspace0" type="empty">'
        f'<property name="last-image" type="string" value={quoteattr(wallpaper)} locked="*" unlocked="root"/></property></property>'
        for monitor in monitors
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n<channel name="xfce4-desktop" version="1.0">\n'
        '<property name="backdrop" type="empty"><property name="screen0" type="empty">\n'
        + "\n".join(lines)
        + "\n</property></property>\n</channel>\n"
    )


def foreign(file):
    """A file of somebody else's in the place of ours."""
    return file.exists() and MARK not in file.read_text("utf-8")


def sessions():
    """Name and number of everybody who sits before a desktop now."""
    listed = subprocess.run(["loginctl", "list-users", "--no-legend"], capture_output=True, text=True, check=False)
    people = [line.split()[:2] for line in listed.stdout.splitlines() if line.split()[:1]]
    return [(name, uid) for uid, name in people if Path(f"/run/user/{uid}/bus").exists() and int(uid) >= 1000]


def show_now(wallpaper):
    """In XFCE sessions that run: the others take it up by themselves or with the next login."""
    for name, uid in sessions():
        bus = f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{uid}/bus"
        asked = ["runuser", "-u", name, "--", "env", bus, "xfconf-query", "-c", "xfce4-desktop"]
        listed = subprocess.run([*asked, "-l"], capture_output=True, text=True, check=False)
        for prop in (line for line in listed.stdout.splitlines() if line.endswith("/last-image")):
            change = ["-s", wallpaper] if wallpaper else ["-r"]
            subprocess.run([*asked, "-p", prop, *change], capture_output=True, check=False)


def main():
    parser = argparse.ArgumentParser(prog=MARK, description=__doc__.partition("\n")[0])
    parser.add_argument("--at", default="")
    given = parser.parse_args()
    config = json.loads(CONFIG.read_text("utf-8"))
    chosen = holds(config, datetime.fromisoformat(given.at) if given.at else datetime.now())  # noqa: DTZ005  the host's own time
    if given.at:
        print(chosen["name"] or chosen["wallpaper"] or "-")
        return 0
    folder = Path(config["folder"])
    wallpaper, lock = (str(folder / chosen[one]) if chosen[one] else "" for one in ("wallpaper", "lock"))
    missing = [one for one in (wallpaper, lock) if one and not Path(one).is_file()]
    if missing:
        print(f"no such picture: {', '.join(missing)}", file=sys.stderr)
        return 1
    keys, locks = dconf(wallpaper, lock) if wallpaper or lock else (f"# {MARK}\n", f"# {MARK}\n")
    changed = [write(DCONF / "00-altyapi", keys), write(DCONF / "locks" / "00-altyapi", locks)]
    # always: a run may have been cut off before it; it leaves what is new enough
    subprocess.run(["dconf", "update"], check=True)
    if not foreign(XFCE):
        changed.append(write(XFCE, xfce(wallpaper, config["monitors"]) if wallpaper else ""))
    if GREETER.parent.is_dir() or Path("/etc/lightdm").is_dir():
        changed.append(write(GREETER, f"# {MARK}\n[greeter]\nbackground={lock}\n" if lock else ""))
    if any(changed):
        show_now(wallpaper)
        write(NOW_SHOWN, json.dumps(chosen, ensure_ascii=False) + "\n")
        print(chosen["name"] or "usual")
    return 0


if __name__ == "__main__":
    sys.exit(main())
