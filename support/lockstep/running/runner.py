"""The runner: behave's own, with pre-run guards, time limits and truthful exit codes.

It is named in pyproject.toml, so that plain `behave` uses it. It loads the settings, rejects a run that would test
nothing, appends the last step, writes Allure, JUnit and JSON reports regardless of `-f`, prints the last line

    acceptance: N passed, N failed, N skipped

(preceded by a line on what was not judged or broke, if anything) and raises SystemExit with the code of `exit_codes`.
Hooks and steps find in their context: `settings`, `record` (their notes on the scenario: `scenario_record.py`), `say`
(prints a line on the console, captured or not) and `on_time_limit` (callbacks for when a time limit is exceeded). An
error in the suite is one sentence on the console and a traceback in `suite.log`. `--jobs N` or the setting `jobs`
runs scenarios in parallel, in workers (`pool.py`). An interrupted run (`signals.py`) ends in order: hooks, clean-up
and reports still run. A dry run reads the features and applies the guards, reports the findings, writes no report,
and has code 2 for an undefined step. The runner relies on internals of behave 1.3.3.
"""

import logging
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from behave.exception import ConfigError, InvalidFileLocationError, InvalidFilenameError
from behave.formatter.null import NullFormatter
from behave.matchers import Match
from behave.model import Feature, Scenario
from behave.runner import Context, the_step_registry
from behave.runner_util import exec_file
from behave.step_registry import AmbiguousStep

from lockstep.clients.tls import tls_context, trust
from lockstep.masking.log import MaskingFormatter
from lockstep.processes.children import CHILDREN
from lockstep.reporting.allure import AllureReport
from lockstep.reporting.console.closing_lines import last_lines
from lockstep.reporting.console.encoding import escape_unencodable
from lockstep.reporting.console.formatter import ConsoleFormatter
from lockstep.reporting.digest.report import DigestReport
from lockstep.reporting.folders import Folders, named_folder
from lockstep.reporting.notices.notices import NoticesReport
from lockstep.reporting.notices.receivers import deliver
from lockstep.reporting.places import relative
from lockstep.reporting.plant_account import merge_plants
from lockstep.reporting.runs.past_durations import Past, past
from lockstep.reporting.runs.store_report import StoreReport, database_of
from lockstep.reporting.stream import EventStream, Watcher
from lockstep.running import hooks
from lockstep.running.active_runner import announce
from lockstep.running.definitions import parameter_types
from lockstep.running.definitions.ambiguous_steps import ambiguity
from lockstep.running.definitions.step_arguments import unread_arguments
from lockstep.running.errors import SELECTION, CommandFaultError, EnvironmentFaultError, SuiteFaultError
from lockstep.running.execution.dry_run import dry_run_lines
from lockstep.running.execution.final_step import FINAL_STEP, append_final_step
from lockstep.running.execution.masked_steps import MaskedSteps
from lockstep.running.execution.outputs import make_outputs
from lockstep.running.execution.progress import Progress
from lockstep.running.execution.required_scenarios import shortfall
from lockstep.running.execution.scenario_runner import AGAIN, ScenarioRunner
from lockstep.running.execution.undefined_steps import answer
from lockstep.running.hook_chain import Hook, chained
from lockstep.running.invocation import invocation
from lockstep.running.parallel.pool import WorkerPool
from lockstep.running.parallel.worker_count import workers
from lockstep.running.scene.plant_relays import reasons, told
from lockstep.running.scene.suite import NO_EFFECT
from lockstep.running.selection.each_resource import chosen_names, is_unexpanded
from lockstep.running.selection.feature_texts import read_features
from lockstep.running.selection.guards import findings, nothing_executed, raised
from lockstep.running.selection.paths import check_paths
from lockstep.running.selection.scenario_id import scenario_id
from lockstep.running.selection.shards import is_in
from lockstep.running.selection.sources import is_hidden
from lockstep.running.selection.stages import select_stage
from lockstep.running.signals import INTERRUPTED, INTERRUPTION
from lockstep.running.vocabulary.step_decorators import then
from lockstep.settings import SettingsError, load
from lockstep.store import StoreError
from lockstep.targets.base import TargetFaultError
from lockstep.targets.registry import make_target

logger = logging.getLogger("lockstep")

START = "the start of the run"


class LockstepRunner(ScenarioRunner):
    """behave's runner for this suite.

    `own_hooks` are called around those of the repository, and the final step is defined along with its steps.
    """

    own_hooks: ClassVar[Mapping[str, Hook]] = {
        hook.__name__: hook
        for hook in (
            hooks.before_all,
            hooks.before_scenario,
            hooks.before_step,
            hooks.after_scenario,
            hooks.after_all,
        )
    }

    def __init__(self, config: Any) -> None:
        """Initialise as behave does; nothing is read or written yet."""
        self.folders = Folders(named_folder(config.userdata, os.environ))
        announce("runner")
        escape_unencodable(sys.stdout, sys.stderr)
        super().__init__(config, self.folders.root)
        self.run_results.run.command = invocation(os.environ, sys.argv, sys.orig_argv)

    def run(self) -> NoReturn:
        """Run everything and raise SystemExit with the exit code."""
        INTERRUPTION.on_strike.append(partial(self.stop_run, INTERRUPTED))
        INTERRUPTION.on_raise.append(self.limit.cancel)
        INTERRUPTION.install()
        try:
            self._set_up()
            INTERRUPTION.check()
            with self.path_manager:
                self.setup_paths()
                self.run_with_paths()
        except SettingsError as error:
            for problem in error.problems:
                self.broke("the settings", EnvironmentFaultError(problem))
        except (ConfigError, InvalidFileLocationError, InvalidFilenameError) as error:
            self.broke("the command", CommandFaultError(str(error).replace(f"{Path.cwd()}/", "")))
        except CommandFaultError as error:
            self.broke("the command", error)
        except AmbiguousStep as error:
            self.broke("the steps", SuiteFaultError(ambiguity(error, self.run_results.root)))
        except KeyboardInterrupt:
            self.stop_run(INTERRUPTED)
        except (Exception, SystemExit) as error:
            logger.exception("%s broke", START)
            self.broke(START, error)
        finally:
            self.limit.stop()
            INTERRUPTION.end({deliver.__code__})
        code = self._finish_dry() if self.config.dry_run else self._finish()
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
        CHILDREN.end()
        INTERRUPTION.ignore()
        raise SystemExit(code)

    def _set_up(self) -> None:
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
        logging.getLogger("behave").setLevel(
            logging.ERROR
        )  # it warns about every skip, which the reports show better
        if not self.config.dry_run:
            self._clear_reports()
        outputs = make_outputs(self.config, self.folders, self.run_results, self._screen)
        self._out = outputs.terminal or self._screen
        self.formatters, self.config.reporters = [MaskedSteps(self.config, self._mask), *outputs.formatters], []
        self.allure = outputs.allure
        self.run_results.begin(outputs.reports)
        try:
            self.settings = load(os.environ, self.config.userdata)
            self.run_results.set(self.settings, self.config.userdata_defines or [])
            trust(self.settings.ca_file)
            planted = f", plant {self.settings.plant}" if self.settings.plant else ""
            self.say(
                f"target {self.settings.target}, seed {self.settings.seed}{planted}, reports in {self.folders.root}"
            )
            if not self.config.dry_run:
                self.run_results.begin(
                    [
                        StoreReport(self.settings, self.say),
                        NoticesReport(self.settings, self.say),
                        DigestReport(self.folders, database_of(self.settings)),
                    ]
                )
        finally:
            if not self.config.dry_run:  # after all others, since it needs the exit code
                self._begin_stream([outputs.terminal.take] if outputs.terminal else [])
        select_stage(self.config)
        check_paths(self.config.paths)

    def _begin_stream(self, watchers: list[Watcher]) -> None:
        self.stream = EventStream(self.folders.events, self.say, watchers, self._mask)
        self.progress = Progress(self.config, self.run_results, self.stream.tell)
        self.formatters.append(self.progress)
        self.run_results.begin([self.stream])

    def _clear_reports(self) -> None:
        try:
            self.folders.clear()
        except OSError as error:
            raise EnvironmentFaultError(
                f"reports cannot be written to {self.folders.root} ({error.strerror}): name another folder with"
                " -D reports=FOLDER"
            ) from error
        handler = logging.FileHandler(self.folders.log, encoding="utf-8", delay=True)
        handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s", self._mask))
        logger.addHandler(handler)

    def _mask(self, text: str) -> str:
        return self.run_results.masker.text(text)

    def run_with_paths(self) -> None:
        """Read the features, guard, load hooks and steps, and run."""
        self.run_results.root = Path(str(self.base_dir)).parent
        root, language = self.run_results.root, self.config.lang
        places = [place for place in self.feature_locations() if not self.config.exclude(place)]
        places = [place for place in places if not is_hidden(Path(place.filename), self.config.paths)]
        read = read_features(places, language, root, self._resources())
        self.features.extend(read.features)
        found = [*read.sentences, *findings(self.features, read.files, self.config.tag_expression, root, language)]
        for sentence in found:
            self.broke(*raised(sentence))
        if found:
            return
        self.context = Context(self)
        self.context.settings, self.context.say, self.context.worker = self.settings, self.say, 0
        self.context.on_time_limit = self.limit.on_strike
        self.context.fail_on_cleanup_errors, self.context.on_cleanup_error = False, self.clean_up_broke
        self.context.features_folder = Path(str(self.base_dir))
        self.load_hooks()
        if self.hooks["before_all"] == self.before_all_default_hook:  # it would print every library's log
            del self.hooks["before_all"]
        self.hooks = {"before_scenario": _nothing, "after_scenario": _nothing} | chained(self.own_hooks, self.hooks)
        self.load_step_definitions()
        unread = unread_arguments(self.features, root)
        for sentence in unread:
            self.broke("the features", SuiteFaultError(sentence))
        if unread:
            return
        selected = self._select()
        if not selected and not self.config.dry_run:  # so no backend is needed
            return
        if self.stream is not None:
            self.stream.selected(len(selected))
        count = workers(self.config.jobs if self.config.jobs > 1 else self.settings.jobs, len(selected))
        self._foretell(selected, count)
        INTERRUPTION.arm({Match.run.__code__, ScenarioRunner._call.__code__}, {Context._do_cleanups.__code__})
        if count == 1 or self.config.dry_run:
            self.run_model()
        else:
            self._run_side_by_side(count, selected)

    def _resources(self) -> tuple[str, ...]:
        """The resources for which outlines are expanded. Raises EnvironmentFaultError for a target that does not
        exist, CommandFaultError for a resource that it does not declare."""
        try:
            target = make_target(self.settings, tls_context(), self.folders.root)
        except TargetFaultError as error:
            raise EnvironmentFaultError(str(error)) from error
        return chosen_names(target.resources, self.settings.resource)

    def load_step_definitions(self, extra_step_paths: list[str] | None = None) -> None:
        """Define the final step and the repository's vocabulary, then its other steps. Raises AmbiguousStep."""
        folder = Path(str(self.base_dir), self.config.steps_dir)
        self._load_vocabulary(folder)
        if folder.is_dir():
            super().load_step_definitions(extra_step_paths)

    def _load_vocabulary(self, folder: Path) -> None:
        parameter_types.register()
        then(FINAL_STEP)(hooks.every_promise_held)
        vocabulary = folder / "vocabulary.py"
        if vocabulary.is_file():
            exec_file(str(vocabulary), {})

    def _run_side_by_side(self, count: int, selected: list[tuple[Feature, Scenario]]) -> None:
        """Let workers run the scenarios; this process owns the console and the reports."""
        for formatter in self.formatters:
            if not isinstance(formatter, AllureReport | ConsoleFormatter | MaskedSteps | NullFormatter | Progress):
                raise EnvironmentFaultError(
                    f"-f {formatter.name} cannot follow scenarios that run in parallel: leave it out, or run"
                    " them one after the other with --jobs 1"
                )
        self.say(f"{count} workers")
        try:
            WorkerPool(self, count, selected).run()
            self._look_at_plant()
        finally:
            for formatter in self.formatters:
                formatter.close()

    def _look_at_plant(self) -> None:
        """Merge the accounts of the workers' plants; a plant without any effect proves nothing."""
        account = merge_plants((folder / "plant.json" for folder in self.folders.workers), self.folders.plant)
        if account is not None and not account.get("effects"):
            self.broke(
                "the plant", EnvironmentFaultError(NO_EFFECT.format(self.settings.plant, told(reasons(account))))
            )

    def _select(self) -> list[tuple[Feature, Scenario]]:
        scenarios = [(feature, one) for feature in self.features for one in feature.walk_scenarios()]
        selected = [(feature, one) for feature, one in scenarios if one.should_run(self.config)]
        for _, one in selected:
            one.should_skip = not is_in(scenario_id(one, self.run_results.root), self.settings.shard)
        selected = [(feature, one) for feature, one in selected if not one.should_skip]
        self.run_results.select(one for _, one in selected)
        for _, scenario in selected:
            append_final_step(scenario, self.final_step_begins)
            if not self.config.dry_run:
                self.attend(scenario)
        return selected

    def _foretell(self, selected: list[tuple[Feature, Scenario]], count: int) -> None:
        """Give a live console the scenarios to come, and how long each took when it was last executed."""
        live = [one for one in self.formatters if isinstance(one, ConsoleFormatter) and one.is_live]
        if not live:
            return
        ids = [scenario_id(one, self.run_results.root) for _, one in selected]
        known: dict[str, Past] = {}
        with suppress(StoreError):  # the report that stores runs reports the problem
            known = past(database_of(self.settings), self.run_results.run, set(ids))
        for console in live:
            console.expect({one: known[one].duration if one in known else None for one in ids}, count)

    def run_model(self, features: Iterable[Any] | None = None) -> bool:
        """Run the features between the hooks of the run; the hooks and the clean-up run in any case."""
        self.step_registry = self.step_registry or the_step_registry
        try:
            if self.run_hook("before_all"):
                for feature in features or self.features:
                    if self.aborted or self.run_results.rest:
                        break
                    self._run_feature(feature)
        finally:
            self.stop_capture()
            self.run_hook("after_all")
            self.context._do_remaining_cleanups()
            for formatter in self.formatters:
                formatter.close()
            for reporter in self.config.reporters:
                reporter.end()
        return bool(self.run_results.run.problems)

    def _run_feature(self, feature: Any) -> None:
        self.feature = feature
        for formatter in self.formatters:
            formatter.uri(feature.filename)
        failed = feature.run(self)
        for reporter in self.config.reporters:
            reporter.feature(feature)
        if failed and self.config.stop:
            self.run_results.rest = "a scenario did not pass, and --stop was given"

    def _hold_to_minimum(self) -> None:
        """Report skipped scenarios that are required of the target."""
        if self.run_results.executed() and not self.run_results.run.problems:
            sentence = shortfall(make_target(self.settings, tls_context(), self.folders.root), self.run_results.run)
            if sentence:
                self.broke(SELECTION, EnvironmentFaultError(sentence))

    def _finish(self) -> int:
        run = self.run_results.run
        self._hold_to_minimum()
        if not (self.run_results.executed() or run.problems or run.stopped):
            reasons = [one.reason for one in run.scenarios]
            shard = self.settings.shard
            sentence = nothing_executed(reasons, self.config.tag_expression, self.config.name, shard)
            self.broke(SELECTION, (EnvironmentFaultError if reasons else CommandFaultError)(sentence))
        if run.stopped and not (run.problems or any(one.status in AGAIN for one in run.final())):
            self.run_results.broke("the run", EnvironmentFaultError(run.stopped))
        known = len(run.problems)
        self.run_results.close()
        for problem in run.problems[known:]:
            self.say(f"error: {problem.message}")
        if run.stopped:
            self.say(f"error: {run.stopped}")
        kept = sum(len(one.kept) for one in run.scenarios)
        if kept:
            self.say(f"clean-up is switched off: {kept} items were left, listed in {self.folders.summary}")
        for line in last_lines(run):
            self.say(line)
        return run.exit_code

    def _finish_dry(self) -> int:
        skipped = [one for feature in self.features for one in feature.walk_scenarios() if is_unexpanded(one)]
        left = {id(step) for one in skipped for step in one.all_steps}  # no step speaks of "each resource"
        undefined = [step for step in self.undefined_steps if id(step) not in left]
        places = {f"{relative(one.filename, self.run_results.root)}:{one.line}": one for one in undefined}
        for place, step in places.items():
            self.broke(START, SuiteFaultError(f"{place}: {answer(step, self.run_results.root)}"))
        if self.features:
            for line in dry_run_lines(self.features, self.run_results.selected, len(places)):
                self.say(line)
        return 2 if self.run_results.run.problems else 0


def _nothing(context: Any, scenario: Any) -> None:
    """A hook that the suite does not have."""
