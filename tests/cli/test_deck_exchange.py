import json
from pathlib import Path

import pytest
from tests.unit.formats import ankifiles

from mlprep.cli.main import DONE, FAILED, USAGE, main
from mlprep.study.exchange.exporting import Exported
from mlprep.study.exchange.words import exported_line

pytestmark = pytest.mark.usefixtures("warm_library")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    data = ankifiles.database(tmp_path / "c").read_bytes()
    return ankifiles.package(tmp_path / "my.apkg", data)


def test_import_says_first_what_comes(
    package: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deck", "import", str(package), "--dry-run"]) == DONE
    shown = capsys.readouterr()
    assert "1 new card in 1 deck file" in shown.out
    assert "dry run" in shown.err
    assert not list((home / "decks").rglob("*.toml"))
    assert main(["deck", "import", str(package)]) == DONE
    assert main(["deck", "check"]) == DONE
    capsys.readouterr()
    assert main(["deck", "import", str(package), "--json"]) == DONE
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["new_cards"], told["kept_cards"]) == (0, 1)


def test_one_bad_file_keeps_all_out(
    package: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.apkg"
    bad.write_bytes(b"nothing")
    assert main(["deck", "import", str(package), str(bad)]) == FAILED
    assert "no whole Anki package" in capsys.readouterr().err
    assert not list((home / "decks").rglob("*.toml"))


def test_a_file_without_a_card_is_no_success(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text('front,back\n"open?,b\n', encoding="utf-8")
    assert main(["deck", "import", str(bare)]) == FAILED
    shown = capsys.readouterr()
    assert "no card was found in it" in shown.out
    assert "Done" not in shown.err
    assert not list((home / "decks").rglob("*.toml"))


def test_export_writes_what_import_knows(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["deck", "import", str(package)])
    out = tmp_path / "out.apkg"
    assert main(["deck", "export", "Deck", "--to", str(out)]) == DONE
    assert f"1 card of 1 deck is in {out}." in capsys.readouterr().err
    assert main(["deck", "export", "Deck", "--to", str(tmp_path / "out.csv")]) == DONE
    assert capsys.readouterr().err == f"1 card of 1 deck is in {tmp_path / 'out.csv'}.\n"
    assert main(["deck", "export", "--to", str(tmp_path / "missing" / "out.csv")]) == USAGE
    assert f"there is no folder {tmp_path / 'missing'};" in capsys.readouterr().err
    assert not (tmp_path / "missing").exists()
    main(["deck", "import", str(out), "--json"])
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["new_cards"], told["kept_cards"]) == (0, 1)
    assert main(["deck", "export", "Dekc", "--to", str(out)]) == USAGE
    assert "did you mean deck" in capsys.readouterr().err
    assert main(["deck", "export", "--to", str(tmp_path / "x.xyz")]) == USAGE


@pytest.mark.parametrize(
    ("reviews", "pictures", "told"),
    [
        (0, 0, "2 cards of 1 deck are in a.csv."),
        (1200, 0, "2 cards of 1 deck with 1,200 reviews are in a.csv."),
        (0, 1, "2 cards of 1 deck with 1 picture are in a.csv."),
        (1, 2, "2 cards of 1 deck with 1 review and 2 pictures are in a.csv."),
    ],
)
def test_only_what_was_written_is_told(reviews: int, pictures: int, told: str) -> None:
    assert exported_line(Exported(Path("a.csv"), 1, 2, reviews, pictures)) == told


@pytest.mark.usefixtures("home")
def test_what_another_command_takes_over_is_pointed_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cards, archive = tmp_path / "x.apkg", tmp_path / "a.zip"
    cards.write_bytes(b"x")
    assert main(["import", str(cards)]) == 1
    assert "mlprep deck import" in capsys.readouterr().err
    assert main(["export", str(archive)]) == 0
    assert main(["deck", "import", str(archive)]) == 1
    assert "`mlprep import`" in capsys.readouterr().err
    assert main(["deck", "add", "No such deck", "--front", "a", "--back", "b"]) == 2
    assert "`mlprep deck new 'No such deck'`" in capsys.readouterr().err


def test_the_doctor_names_files_that_hold_another_version(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clash = home / "decks" / "own.toml.clash-0123abcd"
    clash.parent.mkdir(parents=True)
    assert main(["settings", "rollover_hour", "3"]) == 0
    assert main(["doctor"]) == 0
    assert "clash" not in capsys.readouterr().out
    clash.write_text("x")
    assert main(["doctor"]) == 0
    assert str(clash) in capsys.readouterr().out
