"""Settings from the environment: typed, and loud when they cannot be read."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from collab import env


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("", False)])
def test_a_flag_knows_its_words(monkeypatch: pytest.MonkeyPatch, word: str, meaning: bool) -> None:
    monkeypatch.setenv("A_FLAG", word)
    assert env.flag("A_FLAG") is meaning


def test_a_flag_that_is_neither_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="A_FLAG must be 1 or 0, not 'maybe'"):
        env.flag("A_FLAG")


def test_a_number_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_NUMBER", "many")
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER must be a whole number, not 'many'"):
        env.number("A_NUMBER", 1)


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, second = env.secret("NOBODY_SET_THIS", tmp_path), env.secret("NOBODY_SET_THIS", tmp_path)
    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "nobody_set_this").stat().st_mode) == 0o600


def test_a_secret_file_that_cannot_be_read_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="A_SECRET_FILE cannot be read"):
        env.secret("A_SECRET", tmp_path)


def test_a_secret_that_is_not_needed_may_be_absent_but_not_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.given_secret("A_SECRET") == ""
    (tmp_path / "file").write_text(" in a file\n")
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "file"))
    assert env.given_secret("A_SECRET") == "in a file"
    monkeypatch.setenv("A_SECRET", "given")
    assert env.given_secret("A_SECRET") == "given"
    monkeypatch.delenv("A_SECRET")
    (tmp_path / "file").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="A_SECRET_FILE is empty"):
        env.given_secret("A_SECRET")


def test_a_choice_is_one_of_those_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG")) == "INFO"
    monkeypatch.setenv("A_LEVEL", "debug")
    assert env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG")) == "DEBUG"
    monkeypatch.setenv("A_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="A_LEVEL must be one of INFO, DEBUG, not 'LOUD'"):
        env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG"))
