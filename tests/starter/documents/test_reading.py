"""Documents are read as JSON and YAML of version 1.2; what is not understood is refused in one sentence."""

from pathlib import Path

import pytest
from lockstep.starter.documents.reading import DocumentError, document, document_at, name_of

from tests.starter.documents.built import api


def test_yaml_is_read_by_the_rules_of_its_version_1_2() -> None:
    read = api("x: [on, no, 2026-01-31, 010, 1e3, .5, ~, null, true, 0x10, '5']\n200: {a: }\n")
    assert read.root["x"] == ["on", "no", "2026-01-31", 10, 1000.0, 0.5, None, None, True, "0x10", "5"]
    assert read.root["200"] == {"a": None}


def test_json_is_read_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "api"
    path.write_text('{"openapi": "3.0.3", "x": "\\ufeff"}', "utf-8-sig")
    assert document_at(path, "openapi").root == {"openapi": "3.0.3", "x": "\ufeff"}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", b"swagger: '2.0'", "a.yaml is Swagger 2.0; OpenAPI 3.0 and 3.1 are read: convert it first"),
        ("a.yaml", b"openapi: 4.0.0", "a.yaml is OpenAPI 4.0.0; OpenAPI 3.0 and 3.1 are read: convert it first"),
        ("a.yaml", b"asyncapi: 3.0.0", "it is AsyncAPI, give it as --asyncapi"),
        ("a.yaml", b"x: 1", "it has no 'openapi'"),
        ("a.yaml", b"- 1", "holds no object"),
        ("a.yaml", b"", "holds no object"),
        ("a.json", b"{", "a.json is no JSON: "),
        ("a.yaml", b"a: [", "a.yaml is neither JSON nor YAML: "),
        ("a.yaml", b"!!python/object:os.system a", "could not determine a constructor"),
        ("a.yaml", b"\xff", "save it as UTF-8"),
        ("a.yaml", b"openapi: 3.0.0\nx: " + b"[" * 5_000, "nested too deeply"),
        ("a.yaml", b"openapi: 3.0.0\nx: &a [*a]", "a.yaml is too large"),
        ("a.yaml", b'openapi: 3.0.0\nx: "\\ud800"', "half a character"),
        ("a.yaml", b"openapi: 3.0.0\nx: {$ref: 'other.yaml#/A'}", "a.yaml refers to 'other.yaml#/A', and only"),
        ("a.yaml", b"openapi: 3.0.0\nx: {$ref: 'https://e.com/a'}", "put all of it into one file"),
    ],
)
def test_what_is_not_understood_is_refused(name: str, content: bytes, told: str) -> None:
    with pytest.raises(DocumentError) as error:
        document(name, content, "openapi")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_asyncapi_2_is_refused_with_the_way_out() -> None:
    with pytest.raises(
        DocumentError, match=r"is AsyncAPI 2\.6\.0; AsyncAPI 3\.0 is read: convert it first, as `async"
    ):
        document("b.yaml", b"asyncapi: 2.6.0", "asyncapi")


def test_a_billion_laughs_are_refused() -> None:
    lines = ["openapi: 3.1.0", "a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    with pytest.raises(DocumentError, match="too large"):
        document("a.yaml", "\n".join(lines).encode(), "openapi")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere\.yaml cannot be read: No such file"):
        document_at(tmp_path / "nowhere.yaml", "openapi")


def test_references_are_followed_within_the_document() -> None:
    read = api("a~/b: [{c: 1}]\nd: {$ref: '#/a~0~1b/0'}\ne: {$ref: '#/d'}\nexample: {$ref: 'http://data'}\n")
    assert read.found({"$ref": "#/e"}) == {"c": 1}
    assert read.mapping({"$ref": "#/a~0~1b/0/c"}) == {}
    assert read.items({"first": {"$ref": "#/d"}, "second": 7}) == [("first", {"c": 1})]


@pytest.mark.parametrize("to", ["#/nowhere", "#/x/7", "#nowhere/a"])
def test_one_that_leads_nowhere_is_told(to: str) -> None:
    with pytest.raises(DocumentError, match="which is not in it: mend the reference"):
        api("x: [1]").found({"$ref": to})


def test_a_circle_is_told() -> None:
    read = api("a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n")
    with pytest.raises(DocumentError, match="leads in a circle"):
        read.found({"$ref": "#/a"})


def test_a_reference_ends_in_a_name() -> None:
    assert name_of("#/components/schemas/An%20order") == "An order"
    assert name_of(None) == ""
