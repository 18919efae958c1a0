"""The wording for the cause of a problem: a sentence for readers, and Allure's categories.

The sentence has a line of its own that begins with "cause:", and no other line begins like that: Allure's categories
find results by it. `CATEGORIES` are the contents of `categories.json` (Allure 2) and, word for word, those of
`allurerc.json` in the project's root (Allure 3 reads its categories only there). The first match counts.
"""

from typing import Any

from lockstep.reporting.results import Cause

_SENTENCES: dict[Cause, str] = {
    "product": "the product does not do what it promises",
    "plant": "the plant, not the product",
    "environment": "the environment prevents the suite from continuing; this says nothing about the product",
    "command": "the command names something unknown; this says nothing about the product",
    "adapter": "the adapter is at fault; this says nothing about the product",
    "suite": "the suite itself is at fault; this says nothing about the product",
    "evidence": "evidence is missing, so nothing can be concluded about the product",
    "machine": "the machine is too slow to measure; this says nothing about the product",
}
_TITLES: dict[Cause, str] = {
    "product": "Defects of the product",
    "plant": "The plant",
    "environment": "The environment",
    "command": "The command",
    "adapter": "Defects of the adapter",
    "suite": "Defects of the suite",
    "evidence": "Not judged: unknown, evidence is missing",
    "machine": "Not judged: invalid, the machine is too slow",
}
KNOWN = "known defect: "


def cause_line(cause: Cause) -> str:
    """The line that states the cause."""
    return f"cause: {_SENTENCES[cause]}"


CATEGORIES: list[dict[str, Any]] = [
    {"name": "Flaky", "flaky": True},
    {"name": "Known defects", "messageRegex": rf"[\s\S]*{KNOWN}[\s\S]*", "matchedStatuses": ["passed"]},
    *(
        {
            "name": title,
            "messageRegex": rf"[\s\S]*{cause_line(cause)}[\s\S]*",
            "matchedStatuses": ["failed", "broken"],
        }
        for cause, title in _TITLES.items()
    ),
]
