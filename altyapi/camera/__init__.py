"""Cameras and their recorders: known, alive, configured, private."""
