"""Python files from outside: read once, found by what stands beside them, and told with file and line when broken."""

import sys
from pathlib import Path

import pytest
from lockstep.clients.outside import OutsideError, module_at


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_executed_once_and_may_import_what_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    written(tmp_path, "VALUE = 3", "beside_mine.py")
    path = written(tmp_path, "from beside_mine import VALUE\nlist_ = []")
    module = module_at(path)
    assert module.VALUE == 3
    assert module_at(path) is module


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\nimport no_such_module\n", r"mine\.py, line 2, cannot be imported: ModuleNotFoundError: No module"),
        ("x = 1\n\ndef broken(:\n", r"mine\.py, line 3, cannot be imported: SyntaxError: invalid syntax"),
        ("def f():\n    return 1 / 0\nf()\n", r"mine\.py, line 2, cannot be imported: ZeroDivisionError: division"),
        ("raise SystemExit\n", r"mine\.py, line 1, cannot be imported: SystemExit$"),
    ],
)
def test_what_is_broken_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(OutsideError, match=told):
        module_at(written(tmp_path, text))


def test_a_file_can_be_mended_and_read_again(tmp_path: Path) -> None:
    with pytest.raises(OutsideError):
        module_at(written(tmp_path, "1 / 0"))
    assert module_at(written(tmp_path, "VALUE = 22")).VALUE == 22


def test_a_file_that_is_not_there_or_no_python_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"there is no file .*gone\.py"):
        module_at(tmp_path / "gone.py")
    with pytest.raises(OutsideError, match=r"mine\.txt is no Python file"):
        module_at(written(tmp_path, "", "mine.txt"))
