"""`binhyen map intake:accept`: the way from a page to the law, read from the source."""

import ast
import re
from collections.abc import Iterator

from rich.console import Console
from rich.tree import Tree

from binhyen.cli.source import ROOT, House, Module, Named, is_action, texts
from binhyen.cli.terminal import Exit, stop, words

# An article as our sentences cite it: "Điều 145 BLTTHS", "Art. 147 CPC", "Thông tư 28/2020".
LAW = re.compile(r"((?:Điều|Khoản|khoản|Art\.|Thông tư|Nghị định|Luật|BLTTHS|TTLT)[^.;\n\"]{2,90})")
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def print_map(url_name: str, console: Console) -> int:
    house = House()
    pages = dict(_pages(house))
    if url_name not in pages:
        near = ", ".join(name for name in sorted(pages) if url_name.split(":")[-1] in name)
        near = near or ", ".join(sorted(pages))
        stop(
            f"Không có trang tên “{url_name}”. Có: {near}.",
            f"There is no page named “{url_name}”. There are: {near}.",
            Exit.USAGE,
        )
    console.print(_tree(house, url_name, *pages[url_name]))
    return Exit.OK


def _pages(house: House) -> Iterator[tuple[str, tuple[str, Named]]]:
    """Each ``path("…", view, name="…")`` of every urls file, with its namespace."""
    for module in house.modules.values():
        if not module.name.split(".")[-1].endswith("urls"):
            continue
        space = _app_name(module)
        for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
            name = next((k.value for k in call.keywords if k.arg == "name"), None)
            title = next(texts(name), "") if name else ""
            if not (title and len(call.args) > 1):
                continue
            view = house.find(module.dotted(call.args[1]))
            if view:
                route = next(texts(call.args[0]), "")
                yield f"{space}:{title}" if space else title, (route, view)


def _app_name(module: Module) -> str:
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            if any(isinstance(t, ast.Name) and t.id == "app_name" for t in node.targets):
                return str(node.value.value)
    return ""


def _tree(house: House, url_name: str, route: str, view: Named) -> Tree:
    tree = Tree(f"[bold]{url_name}[/]  /{route}")
    branch = tree.add(_line(words("trang", "view"), view))
    actions = [found for found in house.reached_from(view) if is_action(found)]
    for found in actions:
        _add_action(house, branch.add(_line(words("việc", "action"), found)), found)
    if not actions:
        branch.add(words("trang này không thay đổi dữ liệu", "this page changes no data"))
    tests = branch.add(words("kiểm thử", "tests"))
    wanted = {found.name for found in actions} | {url_name}
    for test in sorted(_tests_of(wanted)):
        tests.add(test)
    return tree


def _line(label: str, found: Named) -> str:
    summary = f"  [dim]{found.summary}[/]" if found.summary else ""
    return f"[dim]{label}[/] {found.dotted.rpartition('.')[2]}  [cyan]{found.place}[/]{summary}"


def _add_action(house: House, branch: Tree, found: Named) -> None:
    reached = house.reached_from(found)
    for rule in filter(_is_rule, reached):
        below = branch.add(_line(words("quy tắc", "rule"), rule))
        for law in sorted({law for part in house.reached_from(rule) for law in _laws(part)}):
            below.add(f"[dim]{words('luật', 'law')}[/] {law}")
    for verb in sorted({verb for part in _own_steps(reached) for verb in _verbs(part)}):
        branch.add(f"[dim]{words('nhật ký', 'audit')}[/] {verb}")


def _is_rule(named: Named) -> bool:
    public = isinstance(named.node, ast.FunctionDef) and not named.name.startswith("_")
    return public and "rules" in named.module.name.split(".")


def _own_steps(reached: list[Named]) -> Iterator[Named]:
    """The act and the private steps that it is written in, not other acts it calls."""
    act, *others = reached
    yield act
    for other in others:
        if other.module.name == act.module.name and other.name.startswith("_"):
            yield other


def _laws(part: Named) -> Iterator[str]:
    if "rules" in part.module.name.split("."):
        for text in texts(part.node):
            yield from (match.strip(" ()") for match in LAW.findall(text))


def _verbs(part: Named) -> Iterator[str]:
    for node in ast.walk(part.node):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "record":
            for given in node.args:
                yield from (text for text in texts(given) if VERB.fullmatch(text))


def _tests_of(names: set[str]) -> Iterator[str]:
    """Test functions that mention one of the names (an action, or the page's own name)."""
    files = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("binhyen/**/tests/test_*.py")]
    for path in files:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                if names & _mentioned(node):
                    yield f"{path.relative_to(ROOT)}::{node.name}"


def _mentioned(node: ast.FunctionDef) -> set[str]:
    found = set(texts(node))
    for child in ast.walk(node):
        if isinstance(child, ast.Name):
            found.add(child.id)
        elif isinstance(child, ast.Attribute):
            found.add(child.attr)
    return found
