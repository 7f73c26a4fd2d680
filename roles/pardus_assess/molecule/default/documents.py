"""Office files as they lie about: two carry macros, one of the new form and one of the old."""

import sys
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
for name, parts in (
    ("rapor.docx", ("word/document.xml",)),
    ("hesap.xlsm", ("xl/workbook.xml", "xl/vbaProject.bin")),
    ("tablo.ods", ("content.xml", "Basic/script-lc.xml")),
):
    with zipfile.ZipFile(folder / name, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
(folder / "eski.xls").write_bytes(old + "_VBA_PROJECT".encode("utf-16-le"))
(folder / "eski.doc").write_bytes(old)
