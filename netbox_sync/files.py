"""Files that processes share: written so that a crash leaves the old content or the new, never half of it, and held by one at a time."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_LOOK_AGAIN_S: Final = 0.1


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


@contextmanager
def held(
    file: Path, *, mode: int = 0o600, append: bool = False, busy: Exception | None = None, wait_s: float = 0.0
) -> Iterator[int]:
    """One process at a time holds `file` (flock), made where it is not there; gives its descriptor. The lock ends with the block, and with
    the process however that dies, but outlives it in a child that inherited the descriptor.

    Waits for whoever has it; where `busy` is given, `wait_s` seconds at most, and raises that. `append`: all that is written goes to
    the file's end. Raises OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (os.O_APPEND if append else 0), mode)
    try:
        if busy is None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        else:
            _take(descriptor, busy, time.monotonic() + wait_s)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, busy: Exception, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise busy from error
        time.sleep(_LOOK_AGAIN_S)
