"""Writing files so that a crash leaves the old content or the new, never half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomically(file: Path, content: bytes, mode: int = 0o644, *, durable: bool = True) -> None:
    """Replace `file` by `content`: a temporary file beside it, fsync, rename, fsync of the folder. Not `durable`: without waiting for
    the disk, for what a command writes anew whenever it is asked; of thousands, each would wait for each.

    Raises OSError that names `file`, also where it was the temporary file that could not be made or filled.
    """
    Prepared(file, (content,), mode, durable=durable).publish()


class Prepared:
    """New content of a file, on disk beside it, until it is put in its place or dropped. Raises what `write_atomically` does."""

    def __init__(self, file: Path, content: Iterable[bytes], mode: int = 0o644, *, durable: bool = True) -> None:
        self._file, self._durable = file, durable
        with _naming(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
            self._temporary = Path(name)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.writelines(content)
                    stream.flush()
                    if durable:
                        os.fsync(stream.fileno())
                self._temporary.chmod(mode)
            except BaseException:
                self.drop()
                raise

    def publish(self) -> None:
        with _naming(self._file):
            try:
                self._temporary.replace(self._file)
            except BaseException:
                self.drop()
                raise
            if self._durable:
                sync_folder(self._file.parent)

    def drop(self) -> None:
        """Nothing where it has been published."""
        self._temporary.unlink(missing_ok=True)


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(file)) from error


def sync_folder(folder: Path) -> None:
    """Make a rename or a new name in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
