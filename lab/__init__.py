"""The practice municipality Örnekşehir: its data, a NetBox stand-in to serve it, and devices to push to."""
