"""Turns the intent of a device into config text with the templates of a role; secrets stand in it as references."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError

from altyapi import share
from altyapi.errors import EngineError
from altyapi.intent.camera_model import CameraIntent
from altyapi.intent.firewall_model import FirewallIntent
from altyapi.intent.model import SwitchIntent
from altyapi.platforms import Platform
from altyapi.secrets.reference import TOKEN, reserved, token
from netbox_sync import yamltext
from netbox_sync.canonical import sha256

# what one line of `switchport trunk allowed vlan` holds before IOS goes on with `add`, as netutils has it
FIRST_LINE, FURTHER_LINES = 48, 44


Intent = SwitchIntent | FirewallIntent | CameraIntent

TEMPLATES = share.path("roles/switch_config/templates")


class RenderError(EngineError):
    code = "RND-001"
    en = "Template {template}, line {line}: {problem} (device: {device})."
    tr = "Şablon {template}, satır {line}: {problem} (cihaz: {device})."
    en_remedy = "Correct the template; what it may use is described in altyapi/intent/model.py."
    tr_remedy = "Şablonu düzeltin; kullanabileceği alanlar altyapi/intent/model.py dosyasında."


class UnknownRole(EngineError):
    code = "RND-002"
    en = "Device role not rendered as a switch: {role} (device: {device}). Known: {known}."
    tr = "Anahtar olarak üretilmeyen cihaz rolü: {role} (cihaz: {device}). Bilinenler: {known}."
    en_remedy = "Correct the device's role in NetBox, or add the role to {file}."
    tr_remedy = "NetBox içinde cihazın rolünü düzeltin ya da rolü şu dosyaya ekleyin: {file}"


class NoTemplates(EngineError):
    code = "RND-003"
    en = "No templates for platform {platform}: {file} is missing."
    tr = "Platform şablonu yok: {platform}; eksik dosya: {file}"
    en_remedy = "Give the folder that holds roles.yml and <platform>.j2."
    tr_remedy = "roles.yml ve <platform>.j2 dosyalarını içeren klasörü verin."


class ForeignText(EngineError):
    code = "RND-004"
    en = "The rendered config holds what no template may write: {problem} (device: {device}, line {line})."
    tr = "Üretilen yapılandırmada hiçbir şablonun yazamayacağı bir şey var: {problem} (cihaz: {device}, satır {line})."
    en_remedy = "Look for it in the device's data in NetBox and in the templates; secrets are written with the filter `secret` alone."
    tr_remedy = "NetBox içindeki cihaz verisinde ve şablonlarda arayın; sırlar yalnız `secret` süzgeciyle yazılır."


@cache
def vlan_lines(vids: tuple[int, ...]) -> tuple[str, ...]:
    """A VLAN list as IOS prints it: sorted, runs of three or more as a range, split at the length of its lines."""
    ordered = sorted(set(vids))
    breaks = [index for index, (one, next_one) in enumerate(pairwise(ordered), start=1) if next_one != one + 1]
    words: list[str] = []
    for start, stop in pairwise([0, *breaks, len(ordered)]):
        run = ordered[start:stop]
        words += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
    return tuple(_filled(words))


def vlan_words(vids: Iterable[int], parts: int = 10) -> tuple[str, ...]:
    """A VLAN list as Comware and VRP print it, `10 20 to 30`: at most so many numbers and ranges in a line."""
    return _vlan_words(tuple(vids), parts)


@cache
def _vlan_words(vids: tuple[int, ...], parts: int) -> tuple[str, ...]:
    ordered = sorted(set(vids))
    breaks = [index for index, (one, next_one) in enumerate(pairwise(ordered), start=1) if next_one != one + 1]
    runs = [ordered[start:stop] for start, stop in pairwise([0, *breaks, len(ordered)])]
    words = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs if run]
    return tuple(" ".join(words[at : at + parts]) for at in range(0, len(words), parts))


def mac(address: str, form: str) -> str:
    """A MAC address in a platform's spelling: `xxxx.xxxx.xxxx` is 001a.2b00.0001."""
    digits = iter(address.replace(":", "").lower())
    return "".join(next(digits) if sign == "x" else sign for sign in form)


def _filled(words: Iterable[str]) -> Iterable[str]:
    line, limit = "", FIRST_LINE
    for word in words:
        longer = f"{line},{word}" if line else word
        if len(longer) > limit and line:
            yield line
            line, limit = word, FURTHER_LINES
        else:
            line = longer
    yield line or "none"


class Renderer:
    """Compiled templates of one platform; one instance serves any number of devices and threads."""

    def __init__(self, template_root: Path, platform: str) -> None:
        """`template_root` holds `<platform>.j2`, the folder `<platform>` and `roles.yml`. Raises NoTemplates,
        RenderError for a template that is not Jinja2."""
        self.root = template_root
        self.platform = platform
        main, roles = template_root / f"{platform}.j2", template_root / "roles.yml"
        for file in (main, roles):
            if not file.is_file():
                raise NoTemplates(platform=platform, file=file)
        self.roles: dict[str, dict[str, Any]] = yamltext.read(roles.read_text("utf-8"))
        self._environment = Environment(
            loader=FileSystemLoader(template_root),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            autoescape=False,  # noqa: S701  the output is device config, never HTML
        )
        self._environment.filters |= {"secret": token, "vlan_lines": vlan_lines, "vlan_words": vlan_words, "mac": mac}
        self._environment.filters |= _own_filters(platform)
        try:
            self._template = self._environment.get_template(main.name)
        except TemplateSyntaxError as error:
            raise _syntax(error, "-") from error

    def compile(self, part: Path) -> None:
        """Reads one template of the folder, whether a device needs it or not. Raises Jinja2's TemplateSyntaxError."""
        self._environment.get_template(part.relative_to(self.root).as_posix())

    def render(self, intent: Intent) -> str:
        """The device's whole config. Raises UnknownRole, RenderError naming template, line and variable."""
        role = self.roles.get(intent.role)
        if role is None:
            known = ", ".join(sorted(self.roles))
            raise UnknownRole(role=intent.role, device=intent.device, known=known, file=self.root / "roles.yml")
        try:
            return _checked(self._template.render(**{_called(intent): intent}, role=role), intent)
        except TemplateSyntaxError as error:
            raise _syntax(error, intent.device) from error
        except (TemplateError, TypeError, ValueError, KeyError, ArithmeticError) as error:
            template, line = self._place(error.__traceback__)
            problem = error.message if isinstance(error, UndefinedError) and error.message else repr(error)
            raise RenderError(template=template, line=line, problem=problem, device=intent.device) from error

    def _place(self, trace: TracebackType | None) -> tuple[str, int]:
        """The innermost template frame: Jinja2 rewrites tracebacks to the templates' own files and lines."""
        found = (f"{self.platform}.j2", 0)
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            if file.is_relative_to(self.root):
                found = (file.relative_to(self.root).as_posix(), trace.tb_lineno)
            trace = trace.tb_next
        return found


def _called(intent: Intent) -> str:
    """What templates call it."""
    return {FirewallIntent: "firewall", CameraIntent: "camera"}.get(type(intent), "switch")


def _own_filters(platform: str) -> dict[str, Any]:
    """What a platform's templates can do besides: `FILTERS` of its module `filters`, where it has one."""
    name = f"altyapi.platforms.{platform}.filters"
    if find_spec(f"altyapi.platforms.{platform}") is None or find_spec(name) is None:
        return {}
    found: dict[str, Any] = import_module(name).FILTERS
    return found


def _checked(text: str, intent: Intent) -> str:
    """The text, when its only marks of secrets are those of the intent's own and no character in it is unseen."""
    allowed = intent.secrets
    for number, line in enumerate(text.split("\n"), start=1):
        if "<<" in line or ">>" in line:
            names = set(TOKEN.findall(line))
            rest = TOKEN.sub("", line)
            foreign = sorted(name for name in names if name not in allowed or reserved(name))
            if foreign or "<<" in rest or ">>" in rest:
                raise ForeignText(problem=", ".join(foreign) or "<< >>", device=intent.device, line=number)
        if not line.isprintable():
            unseen = " ".join(sorted({f"U+{ord(letter):04X}" for letter in line if not letter.isprintable()}))
            raise ForeignText(problem=unseen, device=intent.device, line=number)
    return text


def _syntax(error: TemplateSyntaxError, device: str) -> RenderError:
    return RenderError(template=error.name or "?", line=error.lineno, problem=error.message or "syntax", device=device)


def templates_digest(template_root: Path, platform: str) -> str:
    """SHA-256 over the names and bytes of every file that a render of this platform can read."""
    files = sorted(
        {template_root / "roles.yml", template_root / f"{platform}.j2", *(template_root / platform).rglob("*")}
    )
    listed = [
        f"{sha256(file.read_bytes())}  {file.relative_to(template_root).as_posix()}\n"
        for file in files
        if file.is_file()
    ]
    return sha256("".join(listed))


def for_platform(platform: Platform) -> Renderer:
    """The renderer of a platform over the templates that come with the toolkit."""
    return Renderer(TEMPLATES, platform.name)
