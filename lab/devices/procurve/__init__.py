"""An emulated HPE ProCurve or Aruba AOS-S switch."""
