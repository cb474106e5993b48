"""Finds the words for people in the code: the msgids, and where they stand.

Babel's own extractor reads tokens and knows no keyword arguments, in which the router's decorators
carry their summaries; so this one reads the syntax tree.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOTS = ("bot", "handlers", "storage")
# What is called, and which of its arguments are msgids.
PLAIN = {"_": 0, "t": 0, "speech": 0, "speech()": 0, "speaks()": 0, "Refused": 0, "fault": 1}
COUNTED = "plural"
NAMED = {"command": ("summary",), "notice": ("why",)}
# Values of ours that are shown as they are: a literal there was never translated.
SHOWN = {"Card": ("title", "body", "toast"), "Toast": ("text",), "Choice": ("label",)}


@dataclass
class Found:
    """A msgid, its form for many or None, and the files and calls that say it, in reading order."""

    one: str
    many: str | None = None
    files: list[str] = field(default_factory=list)
    callers: set[str] = field(default_factory=set)

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.one,) if self.many is None else (self.one, self.many)


@dataclass
class Harvest:
    """Everything found in a tree, and what cannot be extracted, one line each."""

    found: dict[str, Found] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def keep(self, file: str, caller: str, one: str, many: str | None = None) -> None:
        entry = self.found.setdefault(one, Found(one))
        entry.callers.add(caller)
        if many is not None:
            if entry.many not in (None, many):
                self.faults.append(f"{file}: “{one}” has two forms for many; keep one")
            entry.many = many
        if file not in entry.files:
            entry.files.append(file)


def harvest(root: Path) -> Harvest:
    """Read every module below `root` that can speak to people, in the order of their paths."""
    kept = Harvest()
    for folder in ROOTS:
        for path in sorted((root / folder).rglob("*.py")):
            read(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix(), kept)
    return kept


def read(source: str, file: str, kept: Harvest) -> None:
    """Add what one module says to `kept`."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = _name(call.func)
        if name in PLAIN:
            for text in _said(call.args[PLAIN[name] : PLAIN[name] + 1], call, file, kept):
                kept.keep(file, name, text)
        elif name == COUNTED and len(call.args) >= 2:
            forms = list(_said(call.args[:2], call, file, kept))
            if len(forms) == 2:
                kept.keep(file, name, *forms)
        for keyword in call.keywords:
            if keyword.arg in NAMED.get(name, ()):
                for text in _said([keyword.value], call, file, kept):
                    kept.keep(file, name, text)
        if name not in PLAIN and name != COUNTED:
            _never_translated(call, name, file, kept)


def _name(node: ast.expr) -> str:
    """The last word of what is called; `speaks()` for the call of what `speaks(…)` returned."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Call):
        return f"{_name(node.func).lstrip('_').lower()}()"
    return node.id if isinstance(node, ast.Name) else ""


def _said(nodes: list[ast.expr], call: ast.Call, file: str, kept: Harvest) -> Iterator[str]:
    """The literals of arguments, of both branches of a choice; what is built is a fault."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _said([node.body, node.orelse], call, file, kept)
        elif isinstance(node, ast.JoinedStr | ast.BinOp):
            kept.faults.append(
                f"{file}:{call.lineno}: a sentence that is put together cannot be translated; "
                "write it whole, with named values"
            )


def _never_translated(call: ast.Call, name: str, file: str, kept: Harvest) -> None:
    names = SHOWN.get(name, ())
    shown = [each.value for each in call.keywords if each.arg in names]
    for node in [*shown, *(call.args[:1] if names else [])]:
        if _literal(node) and any(letter.isalpha() for letter in ast.literal_eval(node)):
            kept.faults.append(f"{file}:{call.lineno}: {name} shows words that nobody translates")
    first = [ast.literal_eval(node) for node in call.args[:1] if _literal(node)]
    if first and (name.endswith("()") or _filled(first[0], call)):
        kept.faults.append(f"{file}:{call.lineno}: {name} says words that are not extracted")


def _literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _filled(text: str, call: ast.Call) -> bool:
    """Whether a text has values, and the call gives them."""
    return any(each.arg is not None and f"{{{each.arg}}}" in text for each in call.keywords)
