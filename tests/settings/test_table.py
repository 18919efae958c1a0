"""The table of settings made from the model."""

from lockstep.settings.model import Settings
from lockstep.settings.table import markdown


def test_every_setting_has_a_row_with_its_default() -> None:
    rows = markdown().splitlines()[2:]
    assert len(rows) == len(Settings.model_fields)
    assert "| `test_timeout` | `TEST_TIMEOUT` | 30,000 ms |" in markdown()
    assert "| `test_retry_count` | `TEST_RETRY_COUNT` | 0 |" in markdown()
    assert "| `seed` | `LOCKSTEP_SEED` | random, printed |" in markdown()
    assert "| `cleanup_after_tests` | `CLEANUP_AFTER_TESTS` | true |" in markdown()
    assert "| `api_base_url` | `API_BASE_URL` | none |" in markdown()


def test_every_row_has_four_cells() -> None:
    assert {row.count("|") for row in markdown().splitlines()} == {5}
