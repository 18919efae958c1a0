"""The digest, `digest.md` and `digest.html` in the folder of the reports, written when a run has ended.

It is compared with the newest earlier run of the same target in the store. Without one, or where the store cannot be
read, there is no comparison; the report of the store itself says so if something is wrong with it.
"""

from lockstep.reporting.digest.facts import facts
from lockstep.reporting.folders import Folders
from lockstep.reporting.results import RunResult, ScenarioResult
from lockstep.store import Store, StoreError


class DigestReport:
    """Writes both pages. `database`: the store's address; empty: nothing is compared."""

    def __init__(self, folders: Folders, database: str = "") -> None:
        """`folders` are those of the run."""
        self._folders = folders
        self._database = database

    def begun(self, run: RunResult) -> None:
        """Nothing yet."""

    def concluded(self, result: ScenarioResult) -> None:
        """Nothing yet."""

    def ended(self, run: RunResult) -> None:
        """Write the pages. Raises OSError."""
        from lockstep.reporting.digest.pages import html, markdown  # noqa: PLC0415 - templates only at the end

        found = facts(run, self._earlier(run))
        self._folders.root.mkdir(parents=True, exist_ok=True)
        self._folders.digest.write_text(markdown(found), encoding="utf-8")
        self._folders.digest.with_suffix(".html").write_text(html(found), encoding="utf-8")

    def _earlier(self, run: RunResult) -> tuple[str, dict[str, bool]] | None:
        """The newest earlier run without a plant of the same target, and what passed in it."""
        if not self._database:
            return None
        try:
            with Store(self._database, make=False) as store:
                for one in store.runs():
                    if one.id != run.id and one.target == run.target and not one.plant and one.state == "ended":
                        attempts = [each for each in store.attempts(run_id=one.id) if each.final]
                        return one.id, {each.scenario_id: each.ok for each in attempts if each.status not in _ASIDE}
        except StoreError:  # the report of the store says what is wrong with it
            return None
        return None


_ASIDE = ("skipped", "not run")
