"""The source of the house as a graph of functions: who calls whom, read, never run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Named:
    """What a module names at its top: a function, a class, a table such as ``ACTS = {…}``."""

    module: "Module" = field(repr=False, compare=False)
    name: str
    node: ast.stmt = field(repr=False, compare=False)
    dotted: str = ""

    @property
    def place(self) -> str:
        return f"{self.module.path.relative_to(ROOT)}:{self.node.lineno}"

    @property
    def summary(self) -> str:
        if not isinstance(self.node, Function | ast.ClassDef):
            return ""
        return (ast.get_docstring(self.node) or "").partition("\n")[0]


@dataclass(frozen=True)
class Module:
    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name → dotted name, wherever in the file the import stands."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {a.asname or a.name: a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        return found

    @cached_property
    def named(self) -> dict[str, Named]:
        return {
            name: Named(self, name, node, f"{self.name}.{name}")
            for node in self.tree.body
            for name in _names_given(node)
        }

    def dotted(self, node: ast.expr) -> str:
        """``actions.receive_tip`` as written here → its full dotted name ("" when unknown)."""
        if isinstance(node, ast.Name):
            if node.id in self.named:
                return f"{self.name}.{node.id}"
            return self.imports.get(node.id, "")
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""


def _names_given(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, Function | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id


class House:
    """All modules of the product; ``find`` follows re-exports of packages."""

    def __init__(self, *packages: str) -> None:
        self.modules: dict[str, Module] = {}
        for package in packages or ("binhyen", "config"):
            for path in sorted((ROOT / package).rglob("*.py")):
                if "migrations" not in path.parts:
                    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                    name = name.removesuffix(".__init__")
                    self.modules[name] = Module(name, path)

    def find(self, dotted: str, depth: int = 0) -> Named | None:
        module_name, _, name = dotted.rpartition(".")
        module = self.modules.get(module_name)
        if module is None or depth > 3:
            return None
        if name in module.named:
            return module.named[name]
        passed_on = module.imports.get(name)
        return self.find(passed_on, depth + 1) if passed_on else None

    def called_by(self, function: Named) -> Iterator[Named]:
        """What ``function`` mentions (calls, decorators, handed over), in order, once each."""
        seen = set()
        for node in ast.walk(function.node):
            if isinstance(node, ast.Name | ast.Attribute):
                found = self.find(function.module.dotted(node))
                if found and found.dotted not in seen and found.dotted != function.dotted:
                    seen.add(found.dotted)
                    yield found

    def reached_from(self, function: Named) -> list[Named]:
        """Everything ``function`` reaches, nearest first."""
        reached, waiting = {function.dotted: function}, [function]
        while waiting:
            for other in self.called_by(waiting.pop(0)):
                if other.dotted not in reached:
                    reached[other.dotted] = other
                    waiting.append(other)
        return list(reached.values())


def is_action(named: Named) -> bool:
    return any(
        named.module.dotted(decorator).endswith(".audit.action.action")
        for decorator in getattr(named.node, "decorator_list", [])
    )


def texts(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value
