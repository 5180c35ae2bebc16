"""The page for programmers: every address of the API, read from its own OpenAPI document."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from binhyen.portal.api.main import api

GROUPS = {
    "tips": _("Báo tin và theo dõi tin"),
    "handins": _("Giao nộp vũ khí, vật liệu nổ, pháo"),
    "places": _("Đơn vị hành chính theo thời gian"),
    "deadlines": _("Thời hạn pháp luật"),
    "figures": _("Số liệu"),
}
OTHERS = _("Khác")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in _operations(document):
        groups.setdefault(operation["group"], []).append(operation)
    shown = [
        {"key": key, "title": GROUPS.get(key, OTHERS), "operations": groups[key]}
        for key in sorted(groups, key=lambda key: (key not in GROUPS, *_order(key)))
    ]
    context = {"groups": shown, "version": document["info"]["version"], "title": api.title}
    return render(request, "portal/api_docs.html", context)


def _order(key: str) -> tuple[int, str]:
    return (list(GROUPS).index(key) if key in GROUPS else len(GROUPS), key)


def _operations(document: Any) -> Iterator[dict[str, Any]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parameters = [_resolved(document, one) for one in operation["parameters"]]
            yield {
                "group": (operation.get("tags") or ["other"])[0],
                "anchor": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation["summary"],
                "parameters": [_parameter(one) for one in parameters],
                "body": _fields(document, operation.get("requestBody")),
                "responses": [
                    {"status": status, "words": _resolved(document, answer)["description"]}
                    for status, answer in sorted(operation["responses"].items(), key=_by_status)
                ],
                "example": _example(path, method, parameters),
                "is_closed": bool(operation.get("security")),
            }


def _by_status(entry: tuple[Any, Any]) -> int:
    return int(entry[0])


def _resolved(document: Any, node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "place": one["in"],
        "required": one.get("required", False),
        "kind": _kind(one.get("schema", {})),
        "words": one.get("description") or one.get("schema", {}).get("description", ""),
    }


def _fields(document: Any, body: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The fields of a JSON body, those of its parts with a dotted name."""
    if not body:
        return []
    schema = body["content"]["application/json"]["schema"]
    return list(_fields_of(document, _resolved(document, schema), ""))


def _fields_of(document: Any, schema: dict[str, Any], prefix: str) -> Iterator[dict[str, Any]]:
    for name, one in schema.get("properties", {}).items():
        part = next((p for p in [one, *one.get("anyOf", [])] if "$ref" in p), None)
        if part:
            yield from _fields_of(document, _resolved(document, part), f"{prefix}{name}.")
            continue
        yield {
            "name": prefix + name,
            "required": name in schema.get("required", ()),
            "kind": _kind(one),
            "words": one.get("description", ""),
        }


def _kind(schema: dict[str, Any]) -> str:
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    words = " | ".join(str(one.get("format") or one.get("type", "")) for one in kinds)
    if schema.get("enum"):
        words += ": " + ", ".join(map(str, schema["enum"]))
    limit = next((one["maxLength"] for one in kinds if "maxLength" in one), None)
    return f"{words} ≤ {limit}" if limit else words


def _example(path: str, method: str, parameters: list[dict[str, Any]]) -> str:
    """An address that works as it stands, "" where trying needs a secret, a key or a body."""
    if method != "get" or "/tips" in path or "/receipts" in path or "openapi" in path:
        return ""
    asked = {}
    for one in parameters:
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", str(one.get("example", "")))
        elif one.get("required") and one["in"] == "query":
            asked[one["name"]] = one.get("example", "")
    return f"{path}?{urlencode(asked)}" if asked else path
