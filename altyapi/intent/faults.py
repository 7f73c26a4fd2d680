"""What can be wrong with a device's data in NetBox. Faults are collected, so that one look shows all of them."""

from __future__ import annotations

from altyapi.errors import EngineError, Language
from netbox_sync.model import Frozen


class Fault(Frozen):
    """A missing or contradictory datum: the NetBox object, its field, what is wrong, what to do; in both languages."""

    code: str
    object: str  # e.g. "dcim.interface sw1/GigabitEthernet1/0/1"
    field: str
    problem_en: str
    problem_tr: str
    remedy_en: str
    remedy_tr: str

    def message(self, language: Language) -> str:
        return f"{self.object}: {self.field}: {self.problem_tr if language == 'tr' else self.problem_en}"

    def remedy(self, language: Language) -> str:
        return self.remedy_tr if language == "tr" else self.remedy_en


class FaultKind(Frozen):
    """Templates of one kind of fault; the named fields are the keyword arguments of `Faults.add`."""

    code: str
    en: str
    tr: str
    en_remedy: str
    tr_remedy: str

    def of(self, obj: str, field: str, **values: object) -> Fault:
        return Fault(
            code=self.code,
            object=obj,
            field=field,
            problem_en=self.en.format(**values),
            problem_tr=self.tr.format(**values),
            remedy_en=self.en_remedy.format(**values),
            remedy_tr=self.tr_remedy.format(**values),
        )


class Faults:
    """The faults of one device, in the order in which they were met, each once."""

    def __init__(self, device: str) -> None:
        self.device = device
        self._found: dict[Fault, None] = {}

    def add(self, kind: FaultKind, obj: str, field: str, **values: object) -> None:
        self._found[kind.of(obj, field, **values)] = None

    def interface(self, kind: FaultKind, name: str, field: str, **values: object) -> None:
        self.add(kind, f"dcim.interface {self.device}/{name}", field, **values)

    def of_device(self, kind: FaultKind, field: str, **values: object) -> None:
        self.add(kind, f"dcim.device {self.device}", field, **values)

    def __bool__(self) -> bool:
        return bool(self._found)

    def error(self) -> IntentError:
        return IntentError(device=self.device, faults=tuple(self._found))


class UnknownDevice(EngineError):
    code = "INT-001"
    en = "Not in the snapshot: {device}."
    tr = "Anlık görüntüde bulunmuyor: {device}."
    en_remedy = "Check the name; then ./inv netbox.pull"
    tr_remedy = "Adı denetleyin; sonra ./inv netbox.pull"


class IntentError(EngineError):
    """Every fault of one device; `faults` holds them as data."""

    code = "INT-002"
    en_remedy = "Correct these in NetBox, then ./inv netbox.pull; other devices are not affected."
    tr_remedy = "Bunları NetBox içinde düzeltin, sonra ./inv netbox.pull; diğer cihazlar etkilenmez."

    def __init__(self, device: str, faults: tuple[Fault, ...]) -> None:
        self.device = device
        self.faults = faults
        super().__init__(device=device, faults=faults)

    def message(self, language: Language) -> str:
        head = "NetBox verisi eksik ya da çelişkili" if language == "tr" else "NetBox data missing or contradictory"
        lines = [f"{head}: {self.device} ({len(self.faults)})"]
        return "\n".join([*lines, *(f"  {problem}" for problem in self.problems(language))])

    def problems(self, language: Language) -> tuple[str, ...]:
        """One line per fault, with its remedy."""
        return tuple(f"{fault.code} {fault.message(language)}. {fault.remedy(language)}" for fault in self.faults)
