"""Paths as a person types them."""

from pathlib import Path

import pytest

from mlprep.store.paths import typed_path


def test_a_tilde_is_the_home_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert typed_path("~/decks/a.csv") == tmp_path / "decks" / "a.csv"
    assert typed_path(Path("~")) == tmp_path


@pytest.mark.parametrize("typed", ["~nobody-of-that-name", "~nobody-of-that-name/x.csv", "a~b", ""])
def test_what_is_nobodys_home_is_a_name_like_any_other(typed: str) -> None:
    assert typed_path(typed) == Path(typed)
