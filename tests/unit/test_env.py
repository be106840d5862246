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


def test_a_choice_is_one_of_those_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG")) == "INFO"
    monkeypatch.setenv("A_LEVEL", "debug")
    assert env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG")) == "DEBUG"
    monkeypatch.setenv("A_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="A_LEVEL must be one of INFO, DEBUG, not 'LOUD'"):
        env.choice("A_LEVEL", "INFO", ("INFO", "DEBUG"))


def test_an_address_with_a_password_may_live_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("postgres://collab:word@database/collab\n")
    monkeypatch.setenv("AN_ADDRESS_FILE", str(tmp_path / "address"))
    assert env.hidden("AN_ADDRESS", "the default") == "postgres://collab:word@database/collab"
    monkeypatch.setenv("AN_ADDRESS", "from the variable itself")
    assert env.hidden("AN_ADDRESS", "the default") == "from the variable itself"
    assert env.hidden("NOBODY_SET_THIS", "the default") == "the default"


def test_an_empty_file_is_no_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("\n")
    monkeypatch.setenv("AN_ADDRESS_FILE", str(tmp_path / "address"))
    with pytest.raises(ImproperlyConfigured, match="AN_ADDRESS_FILE is empty"):
        env.hidden("AN_ADDRESS", "the default")


def test_a_bucket_is_read_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_STORE", "s3://key:a%2Fsecret@store.example.org/papers?region=north-1")
    found = env.bucket("A_STORE")
    assert found == env.Bucket("https://store.example.org", "papers", "north-1", "key", "a/secret")
    assert "secret@" not in repr(found) and "a/secret" not in repr(found)
    monkeypatch.setenv("A_STORE", "s3+http://key:word@[::1]:8333/papers")
    found = env.bucket("A_STORE")
    assert found is not None
    assert (found.endpoint, found.region) == ("http://[::1]:8333", "us-east-1")
    assert env.bucket("NOBODY_SET_THIS") is None


@pytest.mark.parametrize(
    "address",
    ["papers", "https://k:s@host/b", "s3://k:s@host", "s3://k:s@host/", "s3://host/b", "s3://k@host/b", "s3://k:s@/b", "s3://k:s@h:x/b",
     "s3://k:s@host/b/c"],
)  # fmt: skip
def test_what_is_no_bucket_stops_the_start_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("A_STORE", address)
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.bucket("A_STORE")
    assert str(refusal.value) == "A_STORE must look like s3://key:secret@host:port/bucket?region=here."
