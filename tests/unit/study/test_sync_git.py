import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.study.synckit import (
    ACTIONS,
    DECK,
    Action,
    Home,
    bare,
    git,
    home,
    lived_apart,
    moved,
    review,
    suspend,
)

from mlprep.study.exchange.archiving import import_archive
from mlprep.study.sync import repository
from mlprep.study.sync.errors import SyncError
from mlprep.study.sync.marks import load_marks
from mlprep.study.sync.repository import Repository
from mlprep.study.sync.session import is_remote


@pytest.fixture(autouse=True)
def _isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setattr(repository, "_STALE_SECONDS", 0.2)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare(tmp_path / "remote.git")


@pytest.fixture
def pair(tmp_path: Path, remote: Path) -> tuple[Home, Home]:
    """Two devices that have synced once, with a deck."""
    one, two = home(tmp_path, "one"), home(tmp_path, "two")
    one.write(DECK)
    assert one.sync(remote).files_sent == ["decks/own.toml"]
    assert two.sync(remote).files_received == ["decks/own.toml"]
    return one, two


def listed(remote: Path) -> list[str]:
    return git("-C", str(remote), "ls-tree", "-r", "--name-only", "mlprep").splitlines()


def shown(remote: Path, path: str) -> str:
    return git("-C", str(remote), "show", f"mlprep:{path}")


def test_both_were_used(pair: tuple[Home, Home]) -> None:
    one, two = pair
    one.record(review("own-1"))
    with one.opened() as opened:
        opened.history.undo()
    one.record(review("own-1", 4))
    one.record(suspend("own-2"))
    two.record(review("own-1", 1))
    two.record(moved("own-1", "own-9"))
    two.record(review("own-3"))
    first, second, third = one.sync(), two.sync(), one.sync()
    assert (first.facts_sent, first.facts_received) == (4, 0)
    assert (second.facts_sent, second.facts_received) == (3, 4)
    assert (third.facts_sent, third.facts_received) == (0, 3)
    assert one.facts() == two.facts()
    assert len(one.facts()) == 7
    assert one.digest() == two.digest()
    again = one.sync()
    assert (again.facts_sent, again.facts_received, again.files_sent) == (0, 0, [])


def test_a_day_changes_one_small_file_by_adding_lines(
    pair: tuple[Home, Home], remote: Path
) -> None:
    one, _ = pair
    one.record(*(review(f"unit-{number}") for number in range(1500)))
    one.sync()
    files = [path for path in listed(remote) if path.startswith("facts/")]
    assert [path[-14:] for path in files] == ["/0000001.jsonl", "/0001001.jsonl"]
    before = shown(remote, files[1])
    one.record(review("unit-1"))
    one.sync()
    changed = git("-C", str(remote), "diff", "--name-only", "mlprep~1", "mlprep").split()
    assert changed == [files[1]]
    after = shown(remote, files[1])
    assert after.startswith(before)
    assert after.count("\n") == before.count("\n") + 1
    assert json.loads(after.splitlines()[-1])["n"] == 1501


def test_edits_of_the_same_deck_are_merged(pair: tuple[Home, Home]) -> None:
    one, two = pair
    card = '\n[[card]]\nid = "{}"\nfront = "{}?"\nback = "x"\n'
    one.write(DECK.replace("B", "Better") + card.format("one", "One"))
    two.write(DECK + card.format("two", "Two"))
    one.sync()
    assert two.sync().clashes == []
    one.sync()
    assert one.own() == two.own()
    text = one.deck.read_text(encoding="utf-8")
    assert all(part in text for part in ("Better", "One?", "Two?"))


def test_a_clash_keeps_both_and_is_shown_on_both_sides(pair: tuple[Home, Home]) -> None:
    one, two = pair
    one.write(DECK.replace("A?", "Mine?"))
    two.write(DECK.replace("A?", "Yours?"))
    one.sync()
    (clash,) = two.sync().clashes
    assert "Yours?" in two.deck.read_text(encoding="utf-8")
    assert "Mine?" in (two.folder / clash).read_text(encoding="utf-8")
    assert one.sync().clashes == [clash]
    assert one.own() == two.own()
    (one.folder / clash).unlink()
    assert one.sync().reached
    assert two.sync().clashes == []
    assert not (one.folder / clash).exists(), "what was resolved does not come back"


def test_a_deck_deleted_here_stays_elsewhere(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    one.deck.unlink()
    one.sync()
    two.sync()
    assert two.deck.exists()
    assert "decks/own.toml" in listed(remote)
    assert one.sync().reached
    assert not one.deck.exists(), "nor does it come back by itself"
    two.write(DECK.replace("B", "Better"))
    two.sync()
    assert one.sync().files_received == ["decks/own.toml"], "but it does once it was edited"


def test_a_moved_deck_is_moved_everywhere(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    one.write(DECK, "ml/other.toml")
    one.deck.unlink()
    one.sync()
    two.sync()
    assert list(two.own()) == ["ml/other.toml"] == list(one.own())
    assert "decks/own.toml" not in listed(remote)


def test_a_moved_deck_that_was_edited_elsewhere_is_kept(pair: tuple[Home, Home]) -> None:
    one, two = pair
    one.write(DECK, "ml/other.toml")
    one.deck.unlink()
    two.write(DECK.replace("B", "Better"))
    one.sync()
    two.sync()
    assert set(two.own()) == {"ml/other.toml", "own.toml"}
    assert b"Better" in two.own()["own.toml"]


def test_without_the_remote_everything_waits(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    gone = remote.rename(remote.with_name("gone"))
    one.record(review("own-1"))
    one.write(DECK + "# more\n")
    for _ in range(2):
        report = one.sync()
        assert (report.reached, report.facts_waiting) == (False, 1)
        assert "cannot be reached" in report.sentences[0]
        assert report.sentences[1].startswith("1 fact and your files are kept ready")
    gone.rename(remote)
    assert one.sync().facts_sent == 1
    report = two.sync()
    assert (report.facts_received, report.files_received) == (1, ["decks/own.toml"])


def test_a_remote_that_was_emptied_is_filled_again(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    one.record(review("own-1"))
    one.sync()
    shutil.rmtree(remote)
    bare(remote)
    assert two.sync().reached
    assert one.sync().reached
    assert two.sync().facts_received == 1
    assert one.facts() == two.facts()


def test_other_branches_of_the_repository_are_left_alone(tmp_path: Path, remote: Path) -> None:
    blob = git("-C", str(remote), "hash-object", "-w", "-t", "tree", os.devnull).strip()
    env = ["-c", "user.name=x", "-c", "user.email=x"]
    commit = git("-C", str(remote), *env, "commit-tree", "-m", "mine", blob).strip()
    git("-C", str(remote), "update-ref", "refs/heads/main", commit)
    home(tmp_path, "one").sync(remote)
    heads = git("-C", str(remote), "for-each-ref", "--format=%(refname)").split()
    assert heads == ["refs/heads/main", "refs/heads/mlprep"]
    assert git("-C", str(remote), "rev-parse", "main").strip() == commit


def test_devices_that_began_apart_are_united(tmp_path: Path, remote: Path) -> None:
    one, two = home(tmp_path, "one"), home(tmp_path, "two")
    one.write(DECK)
    two.write(DECK.replace("A?", "Other?"))
    one.record(review("own-1"))
    two.record(review("own-2"))
    one.sync(remote)
    report = two.sync(remote)
    assert len(report.clashes) == 1
    one.sync()
    assert one.facts() == two.facts()
    assert one.own() == two.own()
    assert len(one.own()) == 2


def rewrite(remote: Path, path: str, content: str) -> None:
    """Let somebody change a file of the shared branch by hand."""
    blob = remote.parent / "blob"
    blob.write_text(content, encoding="utf-8")
    where = ["-C", str(remote)]
    name = git(*where, "hash-object", "-w", str(blob)).strip()
    index = {"GIT_INDEX_FILE": str(remote / "by-hand")}
    os.environ.update(index)
    try:
        git(*where, "read-tree", "mlprep")
        git(*where, "update-index", "--add", "--cacheinfo", f"100644,{name},{path}")
        tree = git(*where, "write-tree").strip()
    finally:
        del os.environ["GIT_INDEX_FILE"]
    who = ["-c", "user.name=x", "-c", "user.email=x"]
    commit = git(*where, *who, "commit-tree", "-p", "mlprep", "-m", "by hand", tree).strip()
    git(*where, "update-ref", "refs/heads/mlprep", commit)


def test_damage_in_the_repository_is_told_and_healed(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    one.record(review("own-1"), review("own-2"))
    one.sync()
    two.sync()
    (path,) = (path for path in listed(remote) if path.startswith("facts/"))
    whole = shown(remote, path)
    rewrite(remote, path, whole.splitlines()[0] + "\n<<<<<<< rubbish\n" + whole[-40:])
    report = two.sync()
    assert f"{path}:2: this is no line of JSON; the line was passed over" in report.problems
    assert report.facts_received == 0
    assert two.digest() == one.digest()
    assert all(line in shown(remote, path) for line in whole.splitlines())
    assert home(remote.parent, "three").sync(remote).facts_received == 2


@pytest.mark.parametrize("path", ["decks/.hidden/x.toml", "decks/con.toml", "other/x", "decks/a:b"])
def test_names_that_fit_no_home_stay_in_the_repository(
    pair: tuple[Home, Home], remote: Path, path: str
) -> None:
    one, _ = pair
    before = one.own()
    rewrite(remote, path, "x")
    assert one.sync().problems == []
    one.record(review("own-1"))
    one.sync()
    assert one.own() == before
    assert path in listed(remote)


def test_links_in_the_repository_are_not_followed(pair: tuple[Home, Home], remote: Path) -> None:
    one, _ = pair
    secret = remote.parent / "secret"
    secret.mkdir()
    (one.folder / "decks" / "link").symlink_to(secret)
    rewrite(remote, "decks/link/evil.toml", DECK)
    report = one.sync()
    assert list(secret.iterdir()) == []
    assert any("is a link, or below one" in one for one in report.problems)
    assert one.sync().reached


def test_a_newer_format_is_refused(pair: tuple[Home, Home], remote: Path) -> None:
    one, _ = pair
    rewrite(remote, "mlprep.json", '{"format": "mlprep archive", "version": 2}')
    one.record(review("own-1"))
    with pytest.raises(SyncError, match="newer mlprep"):
        one.sync()
    assert len(one.facts()) == 1


def test_facts_of_a_newer_kind_pass_through(pair: tuple[Home, Home], remote: Path) -> None:
    one, two = pair
    one.record(review("own-1"))
    one.sync()
    (path,) = (path for path in listed(remote) if path.startswith("facts/"))
    newer = '{"n":2,"at":5,"kind":"telepathy","subject":"x"}'
    rewrite(remote, path, shown(remote, path) + newer + "\n")
    assert "knows no facts of the kind 'telepathy'" in two.sync().problems[0]
    one.record(review("own-2"))
    one.sync()
    assert newer in shown(remote, path)


def test_a_restored_backup_gets_back_what_was_shared(pair: tuple[Home, Home], remote: Path) -> None:
    from mlprep.store import backups

    one, two = pair
    with one.opened() as opened:
        backup = backups.backup(opened.paths.history, opened.paths.backups, now=0)
    one.record(review("own-1"))
    one.sync()
    two.sync()
    with one.opened() as opened:
        history = opened.paths.history
    backups.restore(backup, history, now=0)
    assert one.facts() == []
    assert one.sync(remote).facts_received == 1
    one.record(review("own-2"))
    one.sync()
    two.sync()
    assert one.digest() == two.digest()


def test_facts_that_were_imported_between_go_out_too(
    pair: tuple[Home, Home], tmp_path: Path, remote: Path
) -> None:
    from mlprep.study.exchange.archiving import export_archive

    one, two = pair
    third = home(tmp_path, "three")
    third.record(review("a"), review("b"))
    with third.opened() as opened:
        export_archive(opened, tmp_path / "three.zip")
    with one.opened() as opened:
        import_archive(opened, tmp_path / "three.zip")
    assert one.sync().facts_sent == 2
    assert two.sync().facts_received == 2
    assert one.digest() == two.digest() == third.digest()
    third.record(review("c"))
    assert third.sync(remote).facts_sent == 1, "the others were there already"


def test_what_another_place_brought_goes_out_here(
    pair: tuple[Home, Home], tmp_path: Path, remote: Path
) -> None:
    one, two = pair
    third, other = home(tmp_path, "three"), tmp_path / "carried"
    third.record(review("a"))
    third.sync(other)
    one.sync(other)
    third.record(review("b"))
    third.sync()
    assert one.sync(other).facts_received == 1
    assert one.sync(remote).facts_sent >= 2
    assert two.sync().facts_received == 2


def test_git_is_missing(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SyncError, match="git is not installed"):
        home(tmp_path, "one").sync(remote)


def test_hooks_and_settings_of_the_machine_do_not_act(
    pair: tuple[Home, Home], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    mark = tmp_path / "ran"
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-commit"):
        hook = hooks / name
        hook.write_text(f"#!/bin/sh\npwd >>{mark}\n", encoding="utf-8")
        hook.chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(
        f"[core]\nhooksPath = {hooks}\nautocrlf = true\n[commit]\ngpgsign = true\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    one.record(review("own-1"))
    assert one.sync().reached
    ran_in = mark.read_text(encoding="utf-8") if mark.exists() else ""
    assert str(one.folder) not in ran_in, "what the remote does of its own is its affair"


def test_a_lock_left_behind_by_a_killed_git_stands_in_nobodys_way(pair: tuple[Home, Home]) -> None:
    one, _ = pair
    (folder,) = (one.folder / "state" / "sync").glob("*/repository.git")
    (folder / "refs/heads/mlprep.lock").touch()
    (folder / "packed-refs.lock").touch()
    one.record(review("own-1"))
    assert one.sync().reached


def test_somebody_else_was_quicker(
    pair: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    one.record(review("own-1"))
    two.record(review("own-2"))
    push = Repository.push
    raced: list[bool] = []

    def late(self: Repository, remote: str) -> bool:
        if not raced:
            raced.append(True)
            assert two.sync().reached
        return push(self, remote)

    monkeypatch.setattr(Repository, "push", late)
    report = one.sync()
    assert (report.reached, report.facts_received) == (True, 1)
    monkeypatch.undo()
    two.sync()
    assert one.facts() == two.facts()


def test_no_place_is_known(tmp_path: Path) -> None:
    with pytest.raises(SyncError, match="No place to sync with is known yet"):
        home(tmp_path, "one").sync()
    with pytest.raises(SyncError, match="neither a git repository nor a folder"):
        home(tmp_path, "one").sync("--upload-pack=touch")
    with pytest.raises(SyncError, match="neither a folder nor"):
        home(tmp_path, "one").sync(tmp_path / "no" / "such")


def test_what_is_a_remote(tmp_path: Path, remote: Path) -> None:
    (tmp_path / "clone" / ".git").mkdir(parents=True)
    for place in (
        "git@example.org:me/decks.git", "https://example.org/x", "ssh://h/x", "host:decks",
        str(remote), str(tmp_path / "clone"), "/not/there.git",
    ):  # fmt: skip
        assert is_remote(place), place
    for place in (str(tmp_path), "/home/me/Dropbox/mlprep", "C:\\Users\\me", "C:/Users/me"):
        assert not is_remote(place), place


def test_a_password_in_an_address_is_not_shown(tmp_path: Path) -> None:
    report = home(tmp_path, "one").sync("ftps://me:s3cret@127.0.0.1:1/study.git")
    assert not report.reached
    assert "me@127.0.0.1" in report.message
    assert "s3cret" not in f"{report.sentences}{report.place}"


def test_marks_are_kept_by_place(pair: tuple[Home, Home]) -> None:
    one, _ = pair
    with one.opened() as opened:
        assert load_marks(opened.history, "no-such-place").written == {}


@settings(max_examples=3, deadline=None)
@given(ACTIONS, st.integers(0, 2**32))
def test_three_devices_end_alike_whatever_they_did(
    tmp_path_factory: pytest.TempPathFactory, actions: list[Action], seed: int
) -> None:
    root = tmp_path_factory.mktemp("three")
    lived_apart(root, bare(root / "remote.git"), actions, seed)
