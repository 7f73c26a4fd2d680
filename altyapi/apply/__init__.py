"""Doing what an approved plan says, device by device, so that each one's fate is always known."""
