"""What a model and a software version change in the behaviour of the command line."""

from __future__ import annotations

import re


class Profile:
    """Facts derived from the model name and the IOS version."""

    def __init__(self, model: str, version: str) -> None:
        self.model = model
        self.version = version
        found = re.match(r"(\d+)\.(\d+)", version)
        self.release = (int(found.group(1)), int(found.group(2))) if found else (15, 2)
        self.is_switch = bool(re.match(r"(WS-)?C(2960|3560|3650|3750|3850|4500|4900|9[2-6]\d\d)|IE-|CBS|ESS", model))
        # Only these still speak ISL, so a trunk needs its encapsulation set first.
        self.speaks_isl = bool(re.match(r"WS-C(3560|3750|4500|6500)", model))
        self.is_xe = self.release >= (16, 0)
        # 17.x writes ACL entries with their numbers, and numbered ACLs in the named form.
        self.shows_acl_numbers = self.release >= (17, 0)
        self.default_secret = 9 if self.release >= (17, 0) else 5
        self.has_algorithm_type = self.release >= (15, 3) or (self.release == (15, 2) and "E" in version)
        # 15.2E writes `portfast edge`; IOS-XE went back to plain `portfast`.
        self.portfast_edge = self.release >= (15, 2) and self.is_switch and not self.is_xe
        self.confirms_username_removal = True

    @property
    def default_hostname(self) -> str:
        return "Switch" if self.is_switch else "Router"
