"""inv backup.tapes, tape-add, tape-write, tape-check, tape-move, tape-destroy: cartridges and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

LOCATION = "where it lies: the changer's place, a cabinet, the offsite store"
BARCODE = "the cartridge's barcode, as on its label"


@command()
def tapes(out: Output, configured: Settings, format_: str = "text") -> int:
    """List the cartridges: what each holds, where it lies, which may be written again; and what should be on tape and is not.

    Example: ./inv backup.tapes
    Exit code 2 when points wait for tape or a cartridge is damaged.
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.tapes(out, configured)


@command("barcode", help={"barcode": BARCODE, "location": LOCATION})
def tape_add(
    out: Output, configured: Settings, barcode: str, location: str = "", evrak: str = "", format_: str = "text"
) -> int:
    """Enrol a new cartridge; where it is in the changer its label is written.

    Example: ./inv backup.tape-add OBB001L8 --location "Kasa 2"
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.add(out, configured, barcode, location=location, evrak=evrak)


@command(help={"cartridge": "this one; default: a blank one of the changer, then the least worn of those that expired"})
def tape_write(out: Output, configured: Settings, cartridge: str = "", evrak: str = "", format_: str = "text") -> int:
    """Write what the plan keeps on tape and is on none yet, and read all of it back.

    Example: ./inv backup.tape-write --evrak E-99999999-640.99-14
    Exit code 2 when another cartridge is needed for the rest.
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.write(out, configured, cartridge, evrak=evrak)


@command("barcode", help={"barcode": BARCODE})
def tape_check(out: Output, configured: Settings, barcode: str, format_: str = "text") -> int:
    """Read a cartridge whole and compare every file with what was written. Needs no key.

    Example: ./inv backup.tape-check OBB001L8
    Exit code 1 when it is damaged.
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.check(out, configured, barcode)


@command("barcode", help={"barcode": BARCODE, "to": LOCATION})
def tape_move(
    out: Output, configured: Settings, barcode: str, to: str, evrak: str, reason: str = "", format_: str = "text"
) -> int:
    """Enter that a cartridge was carried elsewhere: to the offsite place and back.

    Example: ./inv backup.tape-move OBB001L8 --to "FKM kasa" --evrak E-99999999-640.99-15
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.move(out, configured, barcode, to=to, evrak=evrak, reason=reason)


@command(
    "barcode",
    help={
        "barcode": BARCODE,
        "method": "how: shredded, degaussed …",
        "witness": "the role of who was present, never a person",
        "early": "also where it holds points that the plan still keeps",
    },
)
def tape_destroy(
    out: Output,
    configured: Settings,
    barcode: str,
    evrak: str,
    method: str,
    reason: str,
    witness: str = "",
    early: bool = False,
    format_: str = "text",
) -> int:
    """Enter that a cartridge was destroyed; the document's number, the method and the reason stand in the record.

    Example: ./inv backup.tape-destroy OBB001L8 --method parçalama --reason "ömrü doldu" --evrak E-99999999-640.99-16
    """
    del format_
    from altyapi.cli.backup import taped

    return taped.destroy(
        out, configured, barcode, evrak=evrak, method=method, reason=reason, witness=witness, early=early
    )
