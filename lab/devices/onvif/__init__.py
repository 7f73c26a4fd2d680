"""Emulated ONVIF cameras: real SOAP over real HTTP, with logins, a clock of their own and everything that can go wrong."""

from lab.devices.onvif.server import RunningCamera, running_cameras
from lab.devices.onvif.state import CameraKnobs, CameraSpec, Osd, Stream

__all__ = ["CameraKnobs", "CameraSpec", "Osd", "RunningCamera", "Stream", "running_cameras"]
