"""Emulated cameras and recorders as a check and a search meet them: RTSP with real H.264, a clock, recordings, WS-Discovery; many in
one process, each with its own ways of being broken. What they are configured with is emulated in lab/devices/onvif."""
