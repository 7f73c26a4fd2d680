"""Writing files so that a crash leaves the old content or the new, never half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(file: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace `file` by `content`: a temporary file beside it, fsync, rename, fsync of the folder.

    Raises OSError that names `file`, also where it was the temporary file that could not be made or filled.
    """
    try:
        _replace(file, content, mode)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(file)) from error


def _replace(file: Path, content: bytes, mode: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)  # noqa: PTH101  mkstemp gives a name, not a Path
        os.replace(temporary, file)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
