"""The published schema, as tests walk it: addresses, bodies, sensible values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "collab/api/openapi.json").read_text())
SHAPED = {
    "^[0-9a-f]{64}$": "0" * 64,
    "^[0-9a-f]{32}$": "0" * 32,
    "^[A-Za-z0-9_-]{87}$": "A" * 87,
    "^[A-Za-z0-9_-]+$": "AAAA",
    "^[0-9A-Za-z -]+$": "7",
    "^([A-Z]{2})?$": "NO",
    "^[a-z][a-z0-9_]{0,11}$": "q1",
    "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$": "en",
}  # by pattern


@dataclass(frozen=True)
class Route:
    """One address under one verb; `body` is the schema of its JSON, None where it takes none."""

    verb: str
    path: str
    body: dict[str, Any] | None
    form: bool  # takes a file in a form instead
    optional: bool  # the body may be left out

    def __str__(self) -> str:
        return f"{self.verb.upper()} {self.path}"


def routes() -> Iterator[Route]:
    """Every address of the API, in the order of the schema; HEAD, which brings no body to compare, has tests of its own."""
    for path, verbs in SCHEMA["paths"].items():
        for verb, operation in verbs.items():
            if verb == "head":
                continue
            given = operation.get("requestBody", {})
            content = given.get("content", {})
            body = content.get("application/json", {}).get("schema")
            optional = not given.get("required", False)
            yield Route(verb, told(path, operation), resolved(body) if body else None, "multipart/form-data" in content, optional)


def told(path: str, operation: dict[str, Any]) -> str:
    """An address with the parameters that are one of a few words filled in: what is left names things."""
    for parameter in operation.get("parameters", []):
        schema = resolved(parameter["schema"])
        if parameter["in"] == "path" and "enum" in schema:
            path = path.replace(f"{{{parameter['name']}}}", schema["enum"][0])
    return path


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed."""
    if "$ref" in schema:
        return resolved(SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return resolved(schema["allOf"][0]) if "allOf" in schema else schema  # so is written what may be left out


def sample(schema: dict[str, Any], *, whole: bool = True) -> Any:
    """A value that fits a schema; `whole`: with the fields that may be left out."""
    schema = resolved(schema)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], whole=whole)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema or "const" in schema:
        return schema["enum"][0] if "enum" in schema else schema["const"]
    match schema.get("type"):
        case "object":
            if "properties" not in schema:  # a dictionary whose keys are free
                return {}
            wanted = schema["properties"] if whole else schema.get("required", [])
            return {name: sample(schema["properties"][name], whole=whole) for name in wanted}
        case "array":
            items = schema.get("items") or schema["prefixItems"][0]
            return [sample(items, whole=whole) for _ in range(schema.get("minItems", 0))]
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return True
        case "string":
            return text(schema)
    return None


def text(schema: dict[str, Any]) -> str:
    """Words that fit a schema of text."""
    match schema.get("format"):
        case "uuid":
            return str(uuid4())
        case "date-time":
            return "2031-01-01T00:00:00Z"
        case "date":
            return "2031-01-01"
    return SHAPED.get(schema.get("pattern", ""), "zoe@example.org")
