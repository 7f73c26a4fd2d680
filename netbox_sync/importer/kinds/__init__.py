"""Every kind of fault that a workbook can have, by what has it; named here are those that readers of other tables tell too."""

from typing import Final

from netbox_sync.importer.faults import FaultKind
from netbox_sync.importer.kinds import cell_faults, file_faults, reference_faults, row_faults, sheet_faults
from netbox_sync.importer.kinds.file_faults import UNREADABLE
from netbox_sync.importer.kinds.sheet_faults import LEFT_OUT, UNKNOWN_SHEET

ALL: Final[tuple[FaultKind, ...]] = tuple(
    one
    for of in (file_faults, sheet_faults, cell_faults, reference_faults, row_faults)
    for one in vars(of).values()
    if isinstance(one, FaultKind)
)

__all__ = ["ALL", "LEFT_OUT", "UNKNOWN_SHEET", "UNREADABLE"]
