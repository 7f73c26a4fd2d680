"""What a page looks like on paper: printed by a browser, as an auditor would, and read back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
NEEDED = pytest.mark.skipif(
    BROWSER is None or shutil.which("pdftotext") is None,
    reason="needs a browser and pdftotext: apt-get install chromium poppler-utils",
)


def printed(page: Path, paper: Path) -> str:
    """Prints the page to that PDF, without headers of the browser's own; its text, a form feed behind each sheet."""
    subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
            f"--user-data-dir={paper.parent / 'profile'}", f"--print-to-pdf={paper}", page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return subprocess.run(["pdftotext", "-layout", str(paper), "-"], check=True, capture_output=True, text=True).stdout
