"""Restore drills: a copy is brought back into an empty place and has to prove there that it works."""
