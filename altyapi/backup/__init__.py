"""Backups: what is kept of which system, where, for how long; taken, counted, watched, and proven by restores."""
