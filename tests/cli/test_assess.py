"""Assess, profile and setup as commands, on the shipped banks."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import blake2b
from math import exp
from pathlib import Path
from typing import Any

import pytest

from mlprep.assessment.scale import theta_of_level
from mlprep.cli.main import main
from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import FactKind
from mlprep.domain.items import Item
from mlprep.store.paths import Paths, paths_below
from mlprep.study.content.item_bank import ItemBank
from mlprep.study.measuring import sitting
from mlprep.study.measuring.sitting import open_sitting
from mlprep.study.measuring.sitting_facts import new_seed
from mlprep.study.upkeep import kept_backups
from mlprep.study.workspace import SystemClock, Workspace
from mlprep.text.lines import cell_width, plain
from mlprep.text.render import render

pytestmark = pytest.mark.usefixtures("warm_home")

SECONDS = 40_000
MLPREP = [sys.executable, "-c", "from mlprep.cli.main import run; run()"]
TRUE_LEVELS = {"stats": 4.0, "maths": 3.5, "ml": 3.5, "swe": 2.0, "devops": 1.2, "cloud": 1.2}
"""Of the made-up learner, by area."""
WIDTH = 78


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH + 2))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))


@pytest.fixture
def ticking(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """Let the program's own clock stand still between answers."""
    monkeypatch.setattr(SystemClock, "now_ms", lambda _: clock.at_ms)
    return clock


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


Stems = list[tuple[str, Item]]


@pytest.fixture(scope="module")
def stems(library_read: Paths, tmp_path_factory: pytest.TempPathFactory) -> Stems:
    """Show each question of the banks as the screen does; they are the same for every learner."""
    paths = paths_below(tmp_path_factory.mktemp("stems"))
    paths.make()
    shutil.copyfile(library_read.library, paths.library)
    with Workspace.open(paths=paths, zone="UTC") as opened:
        bank = ItemBank.of(opened.library)
        items = [bank.item(spec.id) for spec in bank.specs]
    return [(plain(render(item.stem, WIDTH, wrap_code=True)), item) for item in items if item]


class Learner:
    """Reads the question from the screen and types what somebody of known ability would."""

    def __init__(
        self, stems: Stems, clock: FixedClock, screen: io.StringIO, stop_after: int
    ) -> None:
        self.stems = stems
        self.clock, self.screen, self.left = clock, screen, stop_after
        self.asked: list[str] = []

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        shown = self.screen.getvalue()
        self.screen.seek(0)
        self.screen.truncate()
        found = [item for stem, item in self.stems if stem in shown]
        if "[enter] next" in shown or self.left == 0:
            return ""
        self.left -= 1
        self.clock.at_ms += SECONDS
        self.asked.append(found[0].id)
        return f"{self._entry(found[0], shown)}\n"

    def _entry(self, item: Item, shown: str) -> str:
        if not _knows(item):
            return ":n"
        if item.typed is not None:
            return item.typed.answer
        assert item.choices is not None
        lines = shown.splitlines()
        options = [_first_line(option.text) for option in item.choices.options]
        numbers = [
            next(n for n in range(1, 9) for line in lines if line == f"{n}. {options[key]}")
            for key in item.choices.keys
        ]
        return " ".join(map(str, numbers))


def _first_line(text: str) -> str:
    return plain(render(text, WIDTH, wrap_code=True)).splitlines()[0]


def _knows(item: Item) -> bool:
    """Decide by the logistic model, the same way each time."""
    theta = theta_of_level(TRUE_LEVELS[item.topic.split("-")[0]])
    digest = blake2b(item.id.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32 < 1 / (1 + exp(-1.2 * (theta - item.b)))


@pytest.fixture
def learn(
    stems: Stems, ticking: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Learner, str]]:
    """Take (part of) a sitting through ``--plain`` as the made-up learner.

    The device's id is another one in each home; the questions asked must not be.
    """
    monkeypatch.setattr(sitting, "new_seed", lambda _device, at, nth: new_seed("here", at, nth))

    def sit(*argv: str, stop_after: int = 99) -> tuple[Learner, str]:
        screen, told = io.StringIO(), io.StringIO()
        learner = Learner(stems, ticking, screen, stop_after)
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin", learner)
            patch.setattr("sys.stdout", _Both(screen, told))
            assert main(["assess", "--plain", *argv]) == 0
        return learner, told.getvalue()

    return sit


class _Both(io.StringIO):
    def __init__(self, *others: io.StringIO) -> None:
        super().__init__()
        self.others = others

    def write(self, text: str, /) -> int:
        for other in self.others:
            other.write(text)
        return len(text)


def read_profile(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    code, out, _ = run(capsys, "profile", "--json", *argv)
    assert code == 0
    return json.loads(out)


def test_a_learner_of_known_ability_gets_a_profile_near_the_truth(
    learn: Callable[..., tuple[Learner, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["setup", "--background", "data-analyst", "--role", "mle"])
    learner, told = learn()
    assert len(learner.asked) == len(set(learner.asked)) == 45
    capsys.readouterr()
    view = read_profile(capsys)
    levels = {area["id"]: area["level"] for area in view["areas"]}
    off = {area: abs(levels[area] - true) for area, true in TRUE_LEVELS.items()}
    assert (sum(one**2 for one in off.values()) / len(off)) ** 0.5 < 1.1
    assert min(levels[one] for one in ("stats", "maths", "ml")) > max(
        levels[one] for one in ("devops", "cloud")
    )
    inside = [
        area for area in view["areas"] if area["low"] <= TRUE_LEVELS[area["id"]] <= area["high"]
    ]
    assert len(inside) >= 3
    assert {gap["area"] for gap in view["gaps"][:3]} <= {"swe", "devops", "cloud"}
    assert "The answers, explained" in told
    assert view["questions"] == 45


def test_paused_and_taken_up_it_is_the_same_profile(
    learn: Callable[..., tuple[Learner, str]],
    capsys: pytest.CaptureFixture[str],
    home: Path,
    tmp_path: Path,
    ticking: FixedClock,
) -> None:
    main(["setup", "--background", "cs-masters", "--role", "ai-engineer"])
    first, told = learn("--quick", stop_after=7)
    assert "Paused; every answer is kept." in told
    capsys.readouterr()
    main(["today"])
    today = capsys.readouterr().out
    assert "A sitting waits, 7 answers so far: `mlprep assess` goes on." in today
    assert "Nothing is measured yet" not in today
    assert len(kept_backups(paths_below(home))) == 1
    shutil.copytree(home, tmp_path / "copy")
    begun = ticking.at_ms
    learn()
    capsys.readouterr()
    straight = read_profile(capsys)
    ticking.at_ms = begun
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "copy", home)
    asked = list(first.asked)
    for _ in range(20):
        one, told = learn(stop_after=6)
        asked += one.asked
        if "Paused" not in told:
            break
    capsys.readouterr()
    pieces = read_profile(capsys)
    assert len(asked) == 20
    assert _levels(pieces) == pytest.approx(_levels(straight), abs=1e-6)


def _levels(view: Any) -> list[float]:
    return [topic[key] for area in view["areas"] for topic in area["topics"] for key in KEYS]


KEYS = ("level", "low", "high", "gap", "expected_gap")


def test_killed_in_the_middle_it_has_lost_no_answer(home: Path) -> None:
    with subprocess.Popen(
        [*MLPREP, "assess", "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b":n\n" * 3)
        process.stdin.flush()
        _until(process.stdout, b"--- question 4 of")
        process.send_signal(signal.SIGKILL)
    with Workspace.open(paths=paths_below(home)) as opened:
        opened.refresh_library()
        session = open_sitting(opened)
        assert [given.response.outcome for given in session.record.given] == ["dont-know"] * 3
        asked = session.next()
        assert asked is not None
        assert asked.number == 4


def _until(stream: Any, mark: bytes) -> None:
    seen = b""
    while mark not in seen:
        more = stream.read(1)
        assert more, seen
        seen += more


def test_answers_are_explained_and_a_card_can_be_asked_for(
    learn: Callable[..., tuple[Learner, str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, _, err = run(capsys, "assess", "--answers")
    assert (code, "no sitting is finished" in err) == (1, True)
    learn("--quick", "stats")
    capsys.readouterr()
    code, out, _ = run(capsys, "assess", "--answers", "--json")
    items = json.loads(out)
    assert len(items) == 20
    first = next(number for number, item in enumerate(items) if item["cards"])
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * first + "1\nq\n"))
    code, out, _ = run(capsys, "assess", "--answers")
    assert code == 0
    assert "it comes first today" in out
    code, out, _ = run(capsys, "review", "--plain")
    assert "You asked for it after the question" in out


def test_answers_too_fast_to_count_are_named_in_the_result(
    ticking: FixedClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ticking.at_ms, "the clock stands still: every answer takes no time"
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n1\n:end\n"))
    code, out, _ = run(capsys, "assess", "--plain", "--quick", "stats")
    assert code == 0
    assert "Faster than they can be read, and not counted: 2 answers." in out


def test_the_profile_stands_within_eighty_columns(
    learn: Callable[..., tuple[Learner, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["setup", "--background", "stem-phd", "--role", "mlops", "--seniority", "senior"])
    learn("--quick", "ml", "Cloud")
    capsys.readouterr()
    code, out, _ = run(capsys, "profile", "--role", "Data engineer")
    assert code == 0
    assert all(cell_width(line) <= 80 for line in out.splitlines())
    assert "against Data engineer, senior" in " ".join(out.split())
    assert sum("●" in line or "○" in line for line in out.splitlines()) == 66 + 1
    code, out, _ = run(capsys, "profile", "--markdown")
    assert out.startswith("# Profile of 21 September 2026: 20 questions, background STEM PhD")
    assert sum(line.startswith("| ") for line in out.splitlines()) > 66


def test_discarding(
    learn: Callable[..., tuple[Learner, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    learn(stop_after=2)
    capsys.readouterr()
    code, _, err = run(capsys, "assess", "--discard")
    assert (code, "Discarded; its 2 answers" in err) == (0, True)
    code, _, err = run(capsys, "assess", "--discard")
    assert (code, "no unfinished sitting" in err) == (1, True)
    assert read_profile(capsys)["questions"] == 0


def test_rating_oneself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\nb\n3\nx\n\ns\n"))
    code, out, _ = run(capsys, "assess", "--plain", "--ratings", "maths")
    assert code == 0
    assert "0 never met it" in out
    assert "1/10 Maths:" in out
    assert "2/10 Maths:" in out
    assert "Paused; every answer is kept." in out
    view = read_profile(capsys)
    rated = [t["self_rating"] for a in view["areas"] for t in a["topics"] if t["self_rating"]]
    assert rated == [3]


def test_setup_asks_line_by_line_and_shows_what_is_chosen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    entries = "2\nnobody\nmlops\n\n1 3\nmany\n45\n-\n"
    monkeypatch.setattr("sys.stdin", Terminal(entries))
    code, out, _ = run(capsys, "setup")
    assert code == 0
    assert "no role is called 'nobody'" in out
    assert "'many' is no whole number" in out
    chosen = json.loads(run(capsys, "setup", "--json")[1])["now"]
    assert chosen["background"] == "software-engineer"
    assert (chosen["role"], chosen["seniority"], chosen["minutes_per_day"]) == ("mlops", "mid", 45)
    assert len(chosen["specialisms"]) == 2
    for minutes, told in (("0", "no limit"), ("1", "1 minute"), ("45", "45 minutes")):
        _, out, _ = run(capsys, "setup", "--minutes", minutes)
        assert f"minutes per day  {told}" in [line.strip() for line in out.splitlines()]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["assess", "kubernets"], "did you mean"),
        (["assess", "--quick", "--deep"], "not allowed with"),
        (["assess", "--check-up", "nothing-such"], "no area or topic is called"),
        (["assess", "--json"], "--json goes with --answers"),
        (["profile", "--role", "ml"], "no role is called 'ml'"),
        (["profile", "--seniority", "principal"], "invalid choice"),
        (["profile", "--json", "--markdown"], "not allowed with"),
        (["setup", "--role", "wizard"], "no role is called 'wizard'"),
        (["setup", "--minutes", "a lot"], "no whole number"),
        (["setup", "--date", "tomorrow"], "is no date; write it like 2027-01-31"),
        (["settings", "role", "wizard"], "role: no role is called"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], argv: list[str], told: str
) -> None:
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


def test_numpy_is_loaded_by_sittings_and_profiles_alone() -> None:
    code = (
        "import sys; from mlprep.cli.main import main; main(sys.argv[1:]);"
        "print('numpy' in sys.modules, file=sys.stderr)"
    )

    def loads(*argv: str) -> bool:
        done = subprocess.run(
            [sys.executable, "-c", code, *argv], capture_output=True, text=True, check=True,
            stdin=subprocess.DEVNULL, env=dict(os.environ),
        )  # fmt: skip
        return done.stderr.split()[-1] == "True"

    assert not loads("setup", "--role", "mle")
    assert not loads("today", "--json")
    assert loads("profile")


def test_a_slip_such_as_q_is_asked_about_and_not_taken_for_an_answer(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n:q\n"))
    code, out, _ = run(capsys, "assess", "--quick", "--plain", "--no-ratings")
    assert code == 0
    assert ":q pauses; type q once more" in out
    with Workspace.open(paths=paths_below(home)) as opened:
        assert not list(opened.history.facts(kinds=[FactKind.RESPONSE]))
