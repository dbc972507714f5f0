"""Files saved while the program runs: seen at once, and nothing of the session is lost."""

import os
from pathlib import Path

import pytest
from tests.tui.tuikit import SIZE, TYPED, Learner, OpenApp, panel, review, settle, shown
from textual.pilot import Pilot
from textual.widgets import Input

from mlprep.domain.ids import UnitId
from mlprep.tui.app import StudyApp
from mlprep.tui.watching import FileWatch

NEWLINE = "\n"
HEAD = '[deck]\ntitle = "Live"\n'
WHY = '\n[[card]]\nfront = "Why does a larger batch need a larger step?"\nback = "Less noise."\n'
HOW = '\n[[card]]\nid = "how"\nfront = "How is it chosen?"\nback = "By a sweep."\n'


class Saving:
    """An editor beside the program: saves a file, and the program looks."""

    def __init__(self, app: StudyApp, pilot: Pilot[int], path: Path) -> None:
        self.app, self.pilot, self.path = app, pilot, path
        self.watch = FileWatch(app)

    async def look(self) -> None:
        await self.app.run_worker(self.watch.look, thread=True).wait()
        await settle(self.pilot)

    async def remove(self) -> None:
        os.remove(self.path)  # noqa: PTH107  # as an editor does, beside the loop
        await self.look()

    async def save(self, text: str) -> None:
        self.path.write_text(text, encoding="utf-8")
        await self.look()


@pytest.fixture
def live(learner: Learner) -> Path:
    """Have a deck of two cards that was read before."""
    path = learner.deck(HEAD + WHY + HOW, "live.toml")
    learner.read_decks()
    return path


async def begin(pilot: Pilot[int], path: Path) -> Saving:
    await settle(pilot)
    assert isinstance(pilot.app, StudyApp)
    saving = Saving(pilot.app, pilot, path)
    await saving.look()
    return saving


def notes(app: StudyApp) -> list[str]:
    return [one.message for one in app._notifications]


async def test_new_changed_and_removed_cards_show_at_once(live: Path, open_app: OpenApp) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        assert app.screen.today.new == 2  # type: ignore[attr-defined]  # Today is on top
        await saving.save(HEAD + WHY + HOW + HOW.replace('"how"', '"more"').replace("How", "Who"))
        assert "Decks changed: 1 new." in shown(app)
        assert app.screen.today.new == 3  # type: ignore[attr-defined]
        await saving.save(HEAD + HOW.replace("a sweep", "trying"))
        assert "Decks changed: 1 changed, 2 removed." in shown(app)
        await saving.remove()
        assert "1 removed" in shown(app)


async def test_mistakes_are_told_with_their_line_and_so_is_their_end(
    live: Path, open_app: OpenApp
) -> None:
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        await saving.save(HEAD + WHY + HOW.replace("back =", "bakc ="))
        [told] = notes(app)
        assert f"{live.name}:11:1: unknown field `bakc`; did you mean `back`?" in told
        assert app.workspace.library.card("how") is not None
        await saving.save(HEAD + WHY + "[[card\n")
        assert f"{live.name}:7:" in notes(app)[-1]
        assert "not valid TOML" in notes(app)[-1]
        assert len(app.workspace.library.cards("live")) == 2
        assert notes(app)
        await saving.save(HEAD + WHY + HOW)
        assert notes(app) == []
        assert "1 problem mended" in shown(app)
        assert app.workspace.library.problems() == []


async def test_what_is_being_typed_stays(learner: Learner, live: Path, open_app: OpenApp) -> None:
    learner.deck(TYPED, "live.toml")
    learner.read_decks()
    other = live.with_name("other.toml")
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, other)
        await pilot.press("4", "2")
        await saving.save(HEAD + HOW)
        assert review(app).query_one("#typed", Input).value == "42"
        assert review(app).view is not None
        await pilot.press("enter", "3")
        assert app.workspace.history.state(UnitId("heads")).reps == 1


async def test_the_card_that_is_asked_follows_its_file(
    learner: Learner, live: Path, open_app: OpenApp
) -> None:
    learner.deck(HEAD + HOW, live.name)
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        await saving.save(HEAD + HOW.replace("How is it chosen?", "How does one choose it?"))
        assert "How does one choose it?" in panel(app, "front")
        await pilot.press("space")
        assert "By a sweep." in panel(app, "back")
        await saving.save(HEAD + HOW.replace("a sweep", "trying"))
        assert review(app).view is not None
        assert review(app).view.revealed  # type: ignore[union-attr]  # looked above
        assert "By trying." in panel(app, "back")
        await pilot.press("3")
        assert app.workspace.history.state(UnitId("how")).reps == 1


async def test_a_card_removed_under_the_answer_is_still_rated(
    live: Path, open_app: OpenApp
) -> None:
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        view = review(app).view
        assert view is not None
        unit = view.question.unit
        await pilot.press("space")
        await saving.save(HEAD + (HOW if unit != "how" else WHY))
        await pilot.press("3")
        await settle(pilot)
        assert app.workspace.history.state(unit).reps == 1
        await saving.save(HEAD + WHY + HOW)
        assert app.workspace.library.card(str(unit)) is not None
        assert app.workspace.history.state(unit).reps == 1


@pytest.mark.parametrize("saves", [1, 2])
async def test_a_card_without_an_id_reworded_under_the_answer_takes_its_rating(
    learner: Learner, live: Path, open_app: OpenApp, saves: int
) -> None:
    learner.deck(HEAD + WHY, live.name)
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        await pilot.press("space")
        await saving.save(HEAD + WHY.replace("a larger step", "larger steps") + HOW)
        if saves > 1:
            await saving.save(HEAD + WHY.replace("a larger step", "longer steps") + HOW)
        await pilot.press("4")
        await settle(pilot)
        assert review(app).view is not None
        assert review(app).view.question.unit == "how"  # type: ignore[union-attr]  # looked above
        [card, _] = app.workspace.library.cards("live")
        assert app.workspace.history.state(UnitId(card.id)).reps == 1


async def test_an_edited_card_without_an_id_keeps_its_history(
    learner: Learner, live: Path, open_app: OpenApp
) -> None:
    learner.deck(HEAD + WHY, live.name)
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, live)
        await pilot.press("space", "4")
        await saving.save(HEAD + WHY.replace("a larger step", "larger steps"))
        assert "1 edited and recognised" in shown(app)
        [card] = app.workspace.library.cards("live")
        assert app.workspace.history.state(UnitId(card.id)).reps == 1


async def test_a_deck_is_written_from_nothing_with_mistakes_on_purpose(
    learner: Learner, open_app: OpenApp
) -> None:
    path = learner.paths.decks / "ten.toml"
    learner.deck(TYPED)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        saving = await begin(pilot, path)
        await saving.save("[deck]\n")
        assert "`title` is missing" in notes(app)[-1]
        text = '[deck]\ntitle = "Ten"\n'
        for number in range(10):
            card = f'\n[[card]]\nfront = "Question number {number}?"\nback = "{number}"\n'
            await saving.save(text + card.replace("back", "why"))
            assert f"ten.toml:{text.count(NEWLINE) + 2}:1: `back` is missing" in notes(app)[-1]
            text += card
            await saving.save(text)
            assert len(app.workspace.library.cards("ten")) == number + 1
        assert app.workspace.library.problems() == []
        assert app.screen.today.new == 11  # type: ignore[attr-defined]  # Today is on top
