"""What can go wrong between what is wanted and what NetBox holds.

```
DesiredError
├── NotComparable      before anything is written: every fault of what is wanted, at once, each with its origin
├── PruneTooMuch       more would go than was allowed
├── ApplyBusy          another process of this machine writes to this NetBox
├── ProgressDamaged    the file of a run's progress
└── MessageTooLong     the changelog message
```
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from netbox_sync.desired.difference import Removal
from netbox_sync.desired.wanted import Origin
from netbox_sync.errors import Language, ToolkitError
from netbox_sync.model import Frozen

SHOWN = 5  # of the problems in an error's one message; all of them are in `problems`


class DesiredError(ToolkitError):
    """Any expected fault of comparing or applying."""

    code = "DES-000"


class Problem(Frozen):
    """One fault of what is wanted. `en` and `tr` say it; `field` is empty where it concerns the whole object."""

    endpoint: str
    label: str
    field: str = ""
    origin: Origin
    en: str
    tr: str

    def message(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en


class NotComparable(DesiredError):
    """Fields: count, en_listing, tr_listing. `problems` holds them all."""

    code = "DES-001"
    en = "What is wanted can't be compared with NetBox, {count} faults: {en_listing}"
    tr = "İstenenler NetBox ile karşılaştırılamıyor, {count} hata: {tr_listing}"
    en_remedy = "Mend them in the files named and run again; nothing was changed."
    tr_remedy = "Adı geçen dosyalarda düzeltilip yeniden çalıştırılmalı; hiçbir şey değiştirilmedi."

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> NotComparable:
        return cls(
            count=len(problems),
            en_listing=_listing(problems, "en"),
            tr_listing=_listing(problems, "tr"),
            problems=tuple(problems),
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        told: tuple[Problem, ...] = self.fields["problems"]  # type: ignore[assignment]  # as `of` sets it
        return told


class PruneTooMuch(DesiredError):
    """Fields: counts (list's path: how many would go, of how many in scope), listing (the same as words), removals (what would
    go), limit, share (percent)."""

    code = "DES-002"
    en = "Too much would be deleted: {listing}; allowed: {limit} objects of a kind, and {share}% of those in scope"
    tr = "Silinecek nesne çok fazla: {listing}; izin verilen: tür başına {limit} nesne ve kapsamdakilerin %{share} kadarı"
    en_remedy = "Check that the files are whole. If they are, allow more: --prune-limit, --prune-percent."
    tr_remedy = (
        "Dosyaların eksiksiz olduğu denetlenmeli. Eksiksizse sınır yükseltilmeli: --prune-limit, --prune-percent."
    )

    @classmethod
    def of(
        cls, counts: Mapping[str, tuple[int, int]], removals: Sequence[Removal], limit: int, share: int
    ) -> PruneTooMuch:
        return cls(counts=counts, removals=tuple(removals), limit=limit, share=share, listing=_counted(counts, str))

    def named(self, name: Callable[[str], str]) -> PruneTooMuch:
        """The same, each kind by the name that it has for a person."""
        counts: Mapping[str, tuple[int, int]] = self.fields["counts"]  # type: ignore[assignment]  # as `of` sets it
        return PruneTooMuch(**{**self.fields, "listing": _counted(counts, name)})

    @property
    def removals(self) -> tuple[Removal, ...]:
        told: tuple[Removal, ...] = self.fields["removals"]  # type: ignore[assignment]  # as `of` sets it
        return told


def _counted(counts: Mapping[str, tuple[int, int]], name: Callable[[str], str]) -> str:
    return ", ".join(f"{name(path)}: {going}/{scope}" for path, (going, scope) in counts.items())


class ApplyBusy(DesiredError):
    """Fields: path."""

    code = "DES-010"
    en = "Another process of this machine is writing to this NetBox: {path}"
    tr = "Bu makinede başka bir işlem aynı NetBox kurulumuna yazıyor: {path}"
    en_remedy = "Wait for it to end, then run again."
    tr_remedy = "Bitmesi beklenmeli, sonra yeniden çalıştırılmalı."


class ProgressDamaged(DesiredError):
    """Fields: path, line, detail."""

    code = "DES-011"
    en = "The record of earlier runs is damaged: {path}, line {line}: {detail}"
    tr = "Önceki çalışmaların kaydı bozuk: {path}, satır {line}: {detail}"
    en_remedy = "Move the file away and run again: what NetBox holds is compared anew."
    tr_remedy = "Dosya başka yere taşınıp yeniden çalıştırılmalı: NetBox verisi baştan karşılaştırılır."


def _listing(problems: Sequence[Problem], language: Language) -> str:
    shown = "; ".join(
        f"{place(problem.origin)}: {problem.label}: {problem.message(language)}" for problem in problems[:SHOWN]
    )
    rest = len(problems) - SHOWN
    return f"{shown}; … +{rest}" if rest > 0 else shown


def place(origin: Origin) -> str:
    """`devices.xlsx, Cihazlar, 12`."""
    return ", ".join(str(part) for part in (origin.file, origin.sheet, origin.row) if part not in {"", None})
