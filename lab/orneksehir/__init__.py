"""Örnekşehir, the practice municipality: fictional, deterministic, at three sizes."""

from lab.orneksehir.generate import generate, lab_connection
from lab.orneksehir.municipality import LabDevice, Municipality, Update
from lab.orneksehir.profiles import PROFILES, Profile

__all__ = ["PROFILES", "LabDevice", "Municipality", "Profile", "Update", "generate", "lab_connection"]
