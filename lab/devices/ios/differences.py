"""`show archive config differences` and `incremental-diffs`: two configurations compared by their indentation."""

from __future__ import annotations

Path = tuple[str, ...]
_NOISE = ("!", "Building configuration", "Current configuration", "Using ", "ntp clock-period", "end")


def paths(text: str) -> list[Path]:
    """Every line with the lines that it stands under."""
    found: list[Path] = []
    stack: list[tuple[int, str]] = []
    mark: str | None = None
    for raw in text.splitlines():
        line = raw.rstrip()
        if mark is not None:
            found.append((*found[-1][:1], line))
            if mark in line:
                mark = None
            continue
        if not line.strip() or line.strip().startswith(_NOISE):
            continue
        indent = len(line) - len(line.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        stack.append((indent, line.strip()))
        found.append(tuple(part for _, part in stack))
        words = line.split(None, 2)
        if words[0] == "banner" and len(words) > 2:
            sign = "^C" if words[2].startswith("^C") else words[2][0]
            mark = None if sign in words[2][len(sign) :] else sign
    return found


def _shown(sign: str, chosen: list[Path]) -> list[str]:
    out: list[str] = []
    last: Path = ()
    wanted = set(chosen)
    for path in chosen:
        for depth in range(1, len(path)):
            head = path[:depth]
            if last[:depth] != head:
                is_new = head in wanted
                if not is_new:
                    out.append(" " * (depth - 1) + head[-1])
        out.append(sign + " " * (len(path) - 1) + path[-1])
        last = path
    return out


def contextual(first: str, second: str) -> list[str]:
    """Lines to add to `first` and to take from it, `+` and `-`, each under its context."""
    before, after = paths(first), paths(second)
    had, has = set(before), set(after)
    added = [path for path in after if path not in had]
    gone = [path for path in before if path not in has]
    return _shown("+", added) + _shown("-", gone)


def incremental(running: str, merged: str) -> list[str]:
    """The lines of `merged` that the running config does not have, in their context."""
    have = set(paths(running))
    out: list[str] = []
    last: Path = ()
    for path in paths(merged):
        if path in have or (len(path) > 1 and path[-1].startswith("no ") and (*path[:-1], path[-1][3:]) not in have):
            continue
        heads = [depth for depth in range(1, len(path)) if last[:depth] != path[:depth] and path[:depth] in have]
        out += [" " * (depth - 1) + path[depth - 1] for depth in heads]
        out.append(" " * (len(path) - 1) + path[-1])
        last = path
    return out
