"""Files that are read as they are written may run, and all others are refused with their line."""

from pathlib import Path

import pytest
from behave.model_type import FileLocation
from lockstep.running.selection.agreement import misread
from lockstep.running.selection.feature_texts import read_feature, read_features
from lockstep.running.selection.readings import behaves, official
from lockstep.running.selection.sources import feature_files, text_of

from tests.quality.tree import ROOT
from tests.running.selection.files import FILES, refused, written

GOOD = sorted((FILES / "good").glob("*.feature"))
BAD = {
    "background_after_scenario": ":4: this is not Gherkin",
    "background_twice": ":4: this is not Gherkin",
    "cell_cut_in_every_row": ':4: the row "| a | b" does not end in |',
    "cell_cut_in_examples": ':6: the row "| 40" does not end in |, so its last cell would be cut: close it with |',
    "cell_cut_in_heading": ':4: the row "| a" does not end in |',
    "cell_ends_in_backslash": r':5: the row "| C:\|" does not end in |',
    "cell_ends_in_two_backslashes": r':5: behave reads the cell "C:\\", and Gherkin has "C:\"',
    "cell_with_comment_behind": ':4: the row "| a | # one" does not end in |',
    "cell_with_newline": r""":5: behave reads the cell "a\nb", and Gherkin has 'a\nb'""",
    "cell_with_two_backslashes": r':5: behave reads the cell "C:\\temp", and Gherkin has "C:\temp"',
    "column_twice": ':5: the column "n" appears here twice',
    "column_unused": ':5: the column "m" is used by no step',
    "doc_string_backticks": ":4: this is not Gherkin",
    "doc_string_before_steps": ':3: """"" is read as a description: a table or doc string belongs below a step',
    "doc_string_escaped_quotes": ":4: behave reads in the doc string",
    "doc_string_media_type": ':4: "json" is next to the quotes of a doc string',
    "doc_string_outdented": ":5: this is not Gherkin (a line of the doc string begins left of its opening quotes",
    "doc_string_twice": ":7: ",
    "doc_string_unclosed": ":6: this is not Gherkin (a line of the doc string begins left of its opening quotes",
    "doc_string_unclosed_before_scenario": ":7: this is not Gherkin (a line of the doc string",
    "doc_string_unclosed_flat": ":6: the file ends within a doc string",
    "doc_string_words_after": ':6: "and more" is next to the quotes of a doc string',
    "empty": ": this file contains no feature",
    "examples_below_scenario": ":4: this is not Gherkin",
    "examples_nowhere": ':2: Scenario Outline "b" has no example row',
    "examples_without_heading": ":7: Examples without a row below its heading would test nothing",
    "examples_without_table": ":7: Examples without a row below its heading would test nothing",
    "given_below_examples_heading": ":4: Examples without a row below its heading would test nothing",
    "inconsistent_cells": ":5: this is not Gherkin (Malformed table)",
    "language_in_capitals": ':1: write it as "# language: fr"',
    "language_twice": ":3: ",
    "language_unknown": ':1: "xx" is not a language of Gherkin',
    "language_with_region": ':1: "en-US" is not a language of Gherkin: did you mean "en"?',
    "language_with_space_only": ':1: write it as "# language: de"',
    "language_with_spaces": ':1: write it as "# language: en-pirate"',
    "latin_1": ":3: this is not text in UTF-8",
    "line_separator": ":3: this line contains the character U+2028",
    "mac_lines": ":1: this line contains the character U+000D",
    "nonsense_between_steps": ':4: this is not Gherkin: "nonsense"',
    "not_gherkin": ":1: this is not Gherkin",
    "only_comments": ": this file contains no feature",
    "placeholder_in_background": ":8: behave reads here ",
    "placeholder_in_cell": ':6: the cell "<m>" contains the placeholder of a column',
    "placeholder_in_doc_string": ":4: <word> has no column in the Examples at line 8",
    "placeholder_in_table": ":4: <word> has no column in the Examples at line 6",
    "placeholder_of_behave": ":3: <row.id> has no column in the Examples at line 5",
    "placeholder_without_column": ':5: the column "wrod" is used by no step',
    "placeholder_without_column_in_second_table": ':8: the column "text" is used by no step',
    "scenario_without_feature": ":1: this is not Gherkin",
    "small_letters": ':3: behave reads step "When Ana posts" here, and Gherkin has description "when Ana posts"',
    "step_below_examples": ":7: ",
    "step_wrapped": ":4: ",
    "tab_behind_keyword": ':3: "Given\ta tab" is read as a description',
    "table_before_steps": ':3: "| a |" is read as a description: a table or doc string belongs below a step',
    "table_twice": ":8: ",
    "tag_with_spaces": ":1: this is not Gherkin",
    "tags_at_the_end": ":5: the file ends within a block",
    "tags_on_background": ":3: this is not Gherkin",
    "tags_with_hard_space": ":1: this is not Gherkin",
    "tags_without_space": ":1: @sync@smoke is not a tag",
    "text_below_examples": ":5: this is not Gherkin",
    "two_features": ":5: this is not Gherkin",
    "two_scenarios_of_one_name": ':6: the scenario "three messages" has the same id as the one at line 3',
    "utf_16": ":1: this is text in UTF-16",
    "utf_16_without_mark": ":1: this is text in UTF-16",
}


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_file_is_read_as_the_official_parser_reads_it(file: Path) -> None:
    feature = read_feature(file, None)
    assert feature is not None
    assert behaves(feature) == official(text_of(file))
    assert refused(file, FILES) == []


@pytest.mark.parametrize("file", sorted((FILES / "bad").glob("*.feature")), ids=lambda file: file.stem)
def test_a_bad_file_is_refused_with_its_line(file: Path) -> None:
    [sentence, *_] = refused(file, FILES)
    assert sentence.startswith(f"bad/{file.name}{BAD[file.stem]}"), sentence


def test_every_feature_of_the_suite_is_read_as_it_is_written() -> None:
    places = [FileLocation(str(file)) for file in feature_files(ROOT / "features")]
    read = read_features(places, None, ROOT)
    assert len(read.features) == len(places) > 30
    assert read.sentences == misread(read.features, ROOT) == []


def test_a_language_for_files_that_name_none(tmp_path: Path) -> None:
    file = written(tmp_path, "Funktionalität: a\n  Szenario: b\n    Angenommen Ana\n")
    feature = read_feature(file, "de")
    assert feature is not None
    assert misread([feature], tmp_path, "de") == []
    [sentence] = misread([feature], tmp_path)
    assert sentence.startswith('features/a.feature:1: "Funktionalität: a" is not Gherkin')
