"""Junos: NETCONF over SSH and the command line, on one candidate configuration."""
