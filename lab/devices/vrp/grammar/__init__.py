"""The command tables of VRP, in the order in which it writes the lines out; see `lab.devices.commandline.tables`."""

from __future__ import annotations

from lab.devices.commandline.params import interface
from lab.devices.commandline.tables import Grammar
from lab.devices.vrp.names import interface_name, interface_sort

GRAMMAR = Grammar(
    __name__,
    kinds={"IFACE": interface(interface_name)},
    sorts={"interface": lambda key: interface_sort(key[-1])},
)
