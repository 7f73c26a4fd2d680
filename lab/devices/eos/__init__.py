"""An emulated Arista EOS switch: eAPI over HTTPS and a command line over SSH, on one port."""
