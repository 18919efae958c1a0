"""From files to a draft: titles, sources, and documents in which there is nothing to declare."""

from pathlib import Path

import pytest
from lockstep.starter.documents.drafting import DocumentError, draft_of, drafted

from tests.quality.tree import ROOT
from tests.starter.documents.built import SHAPES, api, feed
from tests.starter.documents.test_openapi import KIND

API, SOCKET = (ROOT / "docs" / "examples" / f"orders.{kind}.yaml" for kind in ("openapi", "asyncapi"))


def test_both_documents_make_one_draft() -> None:
    draft = draft_of(API, SOCKET)
    assert (draft.title, draft.sources) == ("Orders", ("orders.openapi.yaml", "orders.asyncapi.yaml"))
    assert [kind.name for kind in draft.kinds] == ["order", "courier"]


def test_each_may_be_alone() -> None:
    assert [kind.name for kind in draft_of(API, None).kinds] == ["order", "courier"]
    assert [kind.name for kind in draft_of(None, SHAPES / "lamps.asyncapi.json").kinds] == ["lamp"]
    assert drafted(api(KIND), feed("info: {title: ' '}")).title == "Backend"


def test_where_there_is_nothing_to_declare_it_is_told() -> None:
    with pytest.raises(DocumentError, match=r"api\.yaml and socket\.yaml: nothing in it is created and changed"):
        drafted(api("paths: {/login: {post: {}}}"), feed("channels: 7"))


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        draft_of(tmp_path, None)
    with pytest.raises(DocumentError, match="it is OpenAPI, give it as --openapi"):
        draft_of(None, API)
