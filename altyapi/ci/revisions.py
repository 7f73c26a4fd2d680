"""The project's folder as a git revision has it, in a folder of its own; the repository itself is not touched."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from altyapi.errors import EngineError


class RevisionUnknown(EngineError):
    code = "CIP-001"
    en = "Not a revision of the repository in {folder}: {revision} ({problem})"
    tr = "Depoda böyle bir sürüm yok: {revision}, klasör: {folder} ({problem})"
    en_remedy = (
        "A shallow clone lacks it: fetch with the whole history (fetch-depth: 0, GIT_DEPTH: 0), or give another --base."
    )
    tr_remedy = "Sığ kopyada bulunmaz: tüm geçmişle alın (fetch-depth: 0, GIT_DEPTH: 0) ya da başka bir --base verin."


class NotBefore(EngineError):
    code = "CIP-003"
    en = "{head} does not follow from {base}: {folder}"
    tr = "{head}, şunun devamı değil: {base}; klasör: {folder}"
    en_remedy = (
        "Give the commit that the branch stood at before the merge; after a rewritten history, apply the plans by hand."
    )
    tr_remedy = "Dalın birleştirmeden önceki kaydını verin; geçmiş yeniden yazıldıysa planları elle uygulayın."


def require_before(folder: Path, base: str, head: str) -> None:
    """Whether `head` was made from `base`. Raises RevisionUnknown, NotBefore."""
    commits = [commit(folder, revision) for revision in (base, head)]
    words = ["git", "-C", str(folder), "merge-base", "--is-ancestor", *commits]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        raise NotBefore(base=base, head=head, folder=folder)


def fork_of(folder: Path, base: str, head: str = "HEAD") -> str:
    """The commit from which `head` went its own way: what others have brought to `base` since is not this change's doing.
    Raises RevisionUnknown."""
    for revision in (base, head):
        commit(folder, revision)
    return _git(folder, base, "merge-base", base, head).decode().strip()


def commit(folder: Path, revision: str) -> str:
    """The commit's id in hex. Raises RevisionUnknown."""
    return (
        _git(folder, revision, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        .decode()
        .strip()
    )


@contextmanager
def unpacked(folder: Path, revision: str) -> Iterator[Path]:
    """`folder` as that revision has it; gone afterwards. Raises RevisionUnknown."""
    packed = _git(folder, revision, "archive", "--format=tar", commit(folder, revision))
    with TemporaryDirectory(prefix="altyapi-ci-") as held, tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(held, filter="data")
        yield Path(held)


def brought(folder: Path, base: str, head: str, under: str) -> tuple[str, ...]:
    """The `.json` files right in that folder which came or changed from `base` to `head`, by name. Raises RevisionUnknown."""
    words = ("diff", "--name-only", "-z", "--relative", "--diff-filter=AMR", commit(folder, base), commit(folder, head))
    listed = _git(folder, base, *words, "--", under).decode().split("\0")
    return tuple(sorted(name for name in listed if name.endswith(".json") and Path(name).parent == Path(under)))


def _git(folder: Path, revision: str, *words: str) -> bytes:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise RevisionUnknown(folder=folder, revision=revision, problem=said or f"git {words[0]}")
    return done.stdout
