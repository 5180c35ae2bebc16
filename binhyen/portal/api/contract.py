"""The OpenAPI document, completed: what every operation may answer, and in which words."""

from copy import deepcopy
from typing import Any

from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": gettext_noop(
        "RFC 9457: type không đổi theo ngôn ngữ; title, detail, message là câu bằng ngôn ngữ của "
        "người gọi."
    ),
    "properties": {
        "type": {"type": "string", "examples": ["urn:binhyen:problem:invalid"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "law": {"type": "string", "description": "Điều luật mà lời từ chối dựa vào."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status"],
}
# The answers of trouble: (name of the shared component, what it means).
RESPONSES = {
    400: ("Unreadable", gettext_noop("Không đọc được yêu cầu.")),
    401: ("Unauthenticated", gettext_noop("Cần đăng nhập hoặc khóa API.")),
    403: (
        "Forbidden",
        gettext_noop("Không được phép: sai mã bí mật, thiếu phạm vi của khóa, hoặc thiếu CSRF."),
    ),
    404: ("NotFound", gettext_noop("Không có đơn vị, điểm hoặc tin này.")),
    409: ("Refused", gettext_noop("Quy định không cho phép lúc này.")),
    413: ("TooLarge", gettext_noop("Nội dung quá lớn.")),
    415: ("UnsupportedMediaType", gettext_noop("Kiểu nội dung không đọc được.")),
    422: ("Invalid", gettext_noop("Có trường chưa đúng; errors nói rõ từng trường.")),
    428: (
        "ProofNeeded",
        gettext_noop(
            "Lúc đông, cửa này đòi lời giải của một phép tính; challenge nói lấy phép tính ở đâu."
        ),
    ),
    429: ("TooMany", gettext_noop("Quá nhiều lượt từ mạng này; xem Retry-After.")),
    503: ("Unavailable", gettext_noop("Tạm thời không phục vụ được; xem Retry-After.")),
}
ALWAYS = (400, 422, 503)
WITH_BODY = (409, 413, 415)
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": gettext_noop("Ngôn ngữ của câu chữ trong câu trả lời."),
    "schema": {"type": "string", "enum": ["vi", "en"], "default": "vi"},
}
SECRET = {
    "name": "X-Tip-Secret",
    "in": "header",
    "required": False,
    "description": gettext_noop("Mã bí mật ghi trên biên nhận (25 ký tự, 5 nhóm)."),
    "schema": {"type": "string"},
    "example": "7F3K9-QTD4X-0M2PB-8VNHR-W5J1C",
}
PROOF = {
    "name": "X-Altcha",
    "in": "header",
    "required": False,
    "description": gettext_noop(
        "Lời giải của phép tính lấy ở /tips/challenge (base64 của JSON), chỉ cần khi được đòi "
        "(428)."
    ),
    "schema": {"type": "string"},
}
# Values that work, so that a reader can try each address at once.
EXAMPLES = {
    "code": "11977",
    "q": "Dị Chế",
    "as_of": "2026-07-05",
    "on": "2026-07-05",
    "lat": 20.65,
    "lon": 106.05,
    "limit": 20,
    "level": "commune",
    "parent": "33",
    "kind": "crime_information",
    "received_at": "2026-07-05T14:30:00+07:00",
    "place": "11977",
    "indicator": "tips_received",
    "period": "2024H1",
    "units_as_of": "2024-07-01",
    "by": "commune",
}
# Public doors at which one network may knock only so often an hour.
LIMITED = ("/tips", "/handins/receipts", "/handins/visits")
CURSORS = {
    "after": gettext_noop("Con trỏ next của trang trước."),
    "before": gettext_noop("Con trỏ previous của trang sau."),
}


class Contract(NinjaAPI):
    """``NinjaAPI`` whose OpenAPI document tells all that a caller can meet."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        # A copy: parts of the document are shared by all calls, and each call has its language.
        document = deepcopy(super().get_openapi_schema(**more))
        components = document["components"]
        components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        components["responses"] = {name: _response(words) for name, words in RESPONSES.values()}
        components["parameters"] = {
            "AcceptLanguage": LANGUAGE,
            "TipSecret": SECRET,
            "Altcha": PROOF,
        }
        _lift_definitions(document, components["schemas"])
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _complete(path, method, operation)
        for key, node in document.items():
            document[key] = _told(node)
        return document


def _told(node: Any) -> Any:
    """The same with its sentences in the language of whoever asks."""
    if isinstance(node, dict):
        return {
            key: gettext(value)
            if key in ("summary", "description") and isinstance(value, str) and value
            else _told(value)
            for key, value in node.items()
        }
    return [_told(one) for one in node] if isinstance(node, list) else node


def _response(words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for status in _statuses(path, method, operation):
        name = RESPONSES[status][0]
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{name}"})
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        _explain(path, parameter)
    if path.endswith("/messages"):
        parameters.append({"$ref": "#/components/parameters/TipSecret"})
    if path.endswith("/tips") and method == "post":
        parameters.append({"$ref": "#/components/parameters/Altcha"})
    parameters.append({"$ref": "#/components/parameters/AcceptLanguage"})


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    found = set(ALWAYS)
    if method != "get":
        found |= set(WITH_BODY)
    if operation.get("security"):
        found |= {401, 403}
    if path.endswith("/messages"):
        found.add(403)
    if "/places" in path or "{" in path:
        found.add(404)
    if any(part in path for part in LIMITED) and "/desk" not in path:
        found.add(429)
    if path.endswith("/tips"):
        found.add(428)
    return found


def _explain(path: str, parameter: dict[str, Any]) -> None:
    name = parameter["name"]
    if name in CURSORS:
        parameter.setdefault("description", CURSORS[name])
    elif name == "code" and any(f"{part}/{{code}}" in path for part in LIMITED):
        parameter["description"] = gettext_noop(
            "Mã tra cứu trên biên nhận; chữ hoa hay thường, có hay không gạch nối đều được."
        )
        parameter["example"] = "HY-7F3K9-QTD4X"
    elif name in EXAMPLES:
        parameter.setdefault("example", EXAMPLES[name])


def _lift_definitions(document: Any, schemas: dict[str, Any]) -> None:
    """Schemas written by hand in an operation carry their own ``$defs``: share them."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                definitions = content["schema"].pop("$defs", {})
                schemas.update(definitions)
