"""The import contracts of `pyproject.toml` hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter import cli


def test_no_room_reaches_where_it_may_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.chdir(root)
    verdict = cli.lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True, no_logo=True)
    assert verdict == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out
