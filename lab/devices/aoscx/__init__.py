"""An emulated Aruba AOS-CX switch, after the AOS-CX 10.06 to 10.13 guides."""
