"""An OpenAPI 3.1 document as the judge of real answers, stricter than JSON Schema by itself: a member that no schema
names is an error, unless a schema says that others may come (additionalProperties)."""
import dataclasses
import json
import re

import jsonschema

METHODS = ("get", "head", "post", "put", "patch", "delete")
NAMED = ("properties", "patternProperties", "$defs")  # name -> schema
PARTS = ("allOf", "anyOf", "oneOf")                    # parts of the same value
# Answers that any route may give; the rest stands with its operation.
ANYWHERE = {400, 401, 403, 405, 408, 411, 413, 429, 503}

FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_utc(value) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value) is not None


def strict(schema, whole: bool = True):
    """The schema with every object in it closed; `whole` is false for a part of a value, which others complete."""
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in NAMED:
            out[key] = {name: strict(each) for name, each in value.items()}
        elif key in PARTS:
            out[key] = [strict(each, False) for each in value]
        elif key in ("items", "additionalProperties"):
            out[key] = strict(value)
        else:
            out[key] = value
    if whole and schema and "additionalProperties" not in schema:
        out["unevaluatedProperties"] = False
    return out


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict  # lower-case names
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip()

    @property
    def json(self):
        return json.loads(self.body)


class Document:
    def __init__(self, document: dict):
        self.json = document
        schemas = {name: strict(each, False) for name, each in document["components"]["schemas"].items()}
        self.closed = {"components": {"schemas": schemas}}

    def operations(self) -> list["Operation"]:
        return [Operation(self, method.upper(), path, item[method])
                for path, item in self.json["paths"].items() for method in METHODS if method in item]

    def operation(self, method: str, path: str) -> "Operation":
        return Operation(self, method, path, self.json["paths"][path][method.lower()])

    def resolved(self, part: dict) -> dict:
        while "$ref" in part:
            place, part = part["$ref"], self.json
            for step in place.removeprefix("#/").split("/"):
                part = part[step]
        return part

    def faults(self, schema: dict, value) -> list[str]:
        judge = jsonschema.Draft202012Validator({**self.closed, **strict(schema)}, format_checker=FORMATS)
        return [f"{'/'.join(map(str, fault.absolute_path)) or 'it'}: {fault.message[:300]}" for fault in judge.iter_errors(value)]


@dataclasses.dataclass
class Operation:
    document: Document
    method: str
    path: str
    spec: dict

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def open(self) -> bool:
        return self.spec.get("security") == []

    @property
    def role(self) -> str:
        return self.spec.get("x-role", "viewer")

    def parameters(self, place: str) -> list[dict]:
        every = [self.document.resolved(each) for each in self.spec.get("parameters", [])]
        return [{**each, "schema": self.document.resolved(each["schema"])} for each in every if each["in"] == place]

    @property
    def takes_key(self) -> bool:
        return any(each["name"] == "Idempotency-Key" for each in self.parameters("header"))

    def body_schema(self, kind: str = "application/json") -> dict | None:
        content = self.document.resolved(self.spec.get("requestBody", {})).get("content", {})
        return content[kind].get("schema", {}) if kind in content else None

    def body_kinds(self) -> list[str]:
        return list(self.document.resolved(self.spec.get("requestBody", {})).get("content", {}))

    def response(self, status: int) -> dict | None:
        named = self.spec["responses"].get(str(status))
        if named is None and (status in ANYWHERE or (status in (409, 422) and self.takes_key)):
            named = self.spec["responses"].get("default")
        return None if named is None else self.document.resolved(named)

    def lists(self) -> bool:
        answer = self.response(200) if self.method == "GET" else None
        schema = (answer or {}).get("content", {}).get("application/json", {}).get("schema", {})
        return {"items", "next"} <= set(self.document.resolved(schema).get("properties", {}))

    def streams(self) -> bool:
        return "text/event-stream" in (self.response(200) or {}).get("content", {})

    def faults(self, answer: Answer) -> list[str]:
        """What the document does not say of this answer, each as a sentence."""
        described = self.response(answer.status)
        if described is None:
            return [f"status {answer.status} is not documented: {answer.body[:300]!r}"]
        content = described.get("content", {})
        if self.method == "HEAD":
            return [] if not answer.body else ["a HEAD was answered with a body"]
        if not content:
            return [] if not answer.body else [f"status {answer.status} is documented without a body: {answer.body[:300]!r}"]
        if answer.kind not in content:
            return [f"status {answer.status} came as {answer.kind!r}, documented is {list(content)}"]
        if not answer.kind.endswith("json"):
            return []
        try:
            value = answer.json
        except ValueError as broken:
            return [f"the body is no JSON: {broken}"]
        return self.document.faults(content[answer.kind].get("schema", {}), value)
