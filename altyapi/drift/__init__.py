"""What runs although nobody intends it, and what is intended but doesn't run: since when, by whom, and the two ways out of it."""
