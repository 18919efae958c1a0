"""Requests name their method, and what their answers show."""

import pytest
from lockstep.targets.resources.requests import Delete, Get, Patch, Post, Put, Request


@pytest.mark.parametrize(
    ("request_", "method"),
    [(Get("/a"), "GET"), (Post("/a"), "POST"), (Put("/a"), "PUT"), (Patch("/a"), "PATCH"), (Delete("/a"), "DELETE")],
)
def test_each_names_its_method(request_: Request, method: str) -> None:
    assert request_.method == method


def test_a_deletion_shows_nothing_unless_it_says_so() -> None:
    assert Delete("/a").entity is None
    assert Delete("/a", entity="data").entity == "data"
    assert Patch("/a").entity == ""


def test_a_list_says_where_its_items_are() -> None:
    assert Get("/a").items is None
    assert Get("/a", items="").items == ""
