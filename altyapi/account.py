"""Who runs the toolkit, by the operating system's own account of it."""

from __future__ import annotations

import os
import pwd


def operator() -> str:
    """The login name of this process's user. LOGNAME and its like are not asked: anyone may set them to another's name."""
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # a container's user without an entry in passwd(5)
        return f"uid-{uid}"
