"""The description of the machine interface as the page for people shows it: flat, with every reference followed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """A member of a body, or a parameter."""

    name: str
    type: str
    required: bool
    says: str
    place: str = ""


@dataclass(frozen=True)
class Answer:
    """What may come back."""

    status: str
    says: str
    members: list[Member]


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for."""

    id: str
    method: str
    path: str
    summary: str
    says: str
    needs_token: bool
    parameters: list[Member]
    media_type: str
    body: list[Member]
    example: str
    answers: list[Answer]


def sections(document: Node) -> list[tuple[Node, list[Operation]]]:
    """The operations by their tag, in the order of the document's tags."""
    found = [
        (tag, operation)
        for path, methods in document["paths"].items()
        for method, node in methods.items()
        for tag, operation in [(node["tags"][0], _operation(document, path, method, node))]
    ]
    return [(tag, [one for name, one in found if name == tag["name"]]) for tag in document["tags"]]


def _operation(document: Node, path: str, method: str, node: Node) -> Operation:
    content: Node = node.get("requestBody", {}).get("content", {})
    media_type: str = next(iter(content), "")
    body: Node = content.get(media_type, {})
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        summary=node["summary"],
        says=node.get("description", ""),
        needs_token=bool(node.get("security")) and {} not in node["security"],
        parameters=[_parameter(document, one) for one in node.get("parameters", [])],
        media_type=media_type,
        body=list(_members(document, body.get("schema", {}))),
        example=_example(body),
        answers=[_answer(document, status, one) for status, one in node["responses"].items()],
    )


def _parameter(document: Node, node: Node) -> Member:
    schema = node["schema"]
    return Member(
        node["name"], _type(document, schema), node.get("required", False), node.get("description", ""), node["in"]
    )


def _answer(document: Node, status: str, node: Node) -> Answer:
    content = node.get("content", {}).get("application/json", {})
    return Answer(status, node["description"], list(_members(document, content.get("schema", {}))))


def _example(media: Node) -> str:
    for example in media.get("examples", {}).values():
        return json.dumps(example["value"], indent=2, ensure_ascii=False)
    return ""


def _members(document: Node, schema: Node, before: str = "") -> Iterator[Member]:
    """The members of an object and of the objects in it, by the way that leads to them."""
    schema = followed(document, schema)
    if schema.get("type") == "array":
        yield from _members(document, schema["items"], f"{before}[]")
        return
    for name, node in schema.get("properties", {}).items():
        way = f"{before}.{name}" if before else name
        says = node.get("description") or followed(document, node).get("description", "")
        yield Member(way, _type(document, node), name in schema.get("required", []), says)
        yield from _members(document, node, way)


def followed(document: Node, schema: Node) -> Node:
    """What a reference leads to; of several shapes the first."""
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return followed(document, schema[key][0])
    if "$ref" in schema:
        found: Node = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return followed(document, found)
    return schema


def _type(document: Node, schema: Node) -> str:
    schema = followed(document, schema)
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"] if one not in (None, ""))
    kind = schema.get("type", "")
    kinds = kind if isinstance(kind, list) else [kind]
    if schema.get("type") == "array":
        return f"{_type(document, schema['items'])}[]"
    form = f" ({schema['format']})" if "format" in schema else ""
    return " | ".join(kinds) + form
