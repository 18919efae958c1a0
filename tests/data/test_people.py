"""People: the same for the same seed, never two with one address, and accounts that backends accept."""

import re
import unicodedata

import pytest
from lockstep.data.people import SCRIPTS, People


def test_a_person_is_the_same_for_the_same_seed_in_any_order() -> None:
    one, other = People(7, "s"), People(7, "s")
    ben = other.person("Ben")
    assert (one.person("Ana"), one.person("Ben")) == (other.person("Ana"), ben)


@pytest.mark.parametrize("people", [People(8, "s"), People(7, "t"), People(7, "s", attempt=2)])
def test_another_seed_scenario_or_attempt_gives_another_account(people: People) -> None:
    ana, other = People(7, "s").person("Ana"), people.person("Ana")
    assert ana.email != other.email
    assert ana.password != other.password


def test_no_two_of_many_share_an_address() -> None:
    emails = {People(seed, f"s{s}").person(f"P{n}").email for seed in range(5) for s in range(10) for n in range(20)}
    assert len(emails) == 1000


@pytest.mark.parametrize("name", ["Ana", "Zoë", "李雷", "Ana Maria", "o'Neill", "P" * 60])
def test_accounts_are_valid(name: str) -> None:
    for seed in range(50):
        person = People(seed, "s").person(name)
        assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9]+)*@example\.com", person.email)
        assert len(person.email.partition("@")[0]) <= 64
        assert len(person.password) == 16
        for kind in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]"):
            assert re.search(kind, person.password)
        assert person.full_name.startswith(f"{name} ")


WRITTEN = {"Latin with marks": "LATIN", "Chinese": "CJK", "Japanese": "CJK|HIRAGANA|KATAKANA", "Korean": "HANGUL"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_is_in_the_script_asked_for(script: str) -> None:
    names = [People(seed, "s").person("Ana", script).full_name for seed in range(20)]
    letters = [unicodedata.name(one) for name in names for one in name if one.isalpha()]
    assert letters
    assert all(re.match(WRITTEN.get(script, script.upper()), letter) for letter in letters)
    assert names[0] == People(0, "s").person("Ana", script).full_name
    assert len(set(names)) > 10
    assert any(not name.isascii() for name in names)


def test_the_script_changes_nothing_but_the_full_name() -> None:
    ana, other = People(7, "s").person("Ana"), People(7, "s").person("Ana", "Thai")
    assert (ana.email, ana.password) == (other.email, other.password)
    assert ana.full_name != other.full_name


def test_a_password_is_not_shown() -> None:
    person = People(7, "s").person("Ana")
    assert person.password not in repr(person)
