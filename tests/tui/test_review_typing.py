"""The line of a typed card: what esc, ctrl+z and tab do to the text and to the card."""

from tests.tui.tuikit import TYPED, Learner, OpenApp, panel, review, settle, shown
from textual.pilot import Pilot

from mlprep.domain.ids import UnitId
from mlprep.tui.app import StudyApp
from mlprep.tui.screens.review.typing import AnswerLine

TWO = (
    TYPED
    + """
[[card]]
id = "layers"
front = "How many layers?"
answer = 6
"""
)
SIZE = (80, 24)


async def to_second_card(app: StudyApp, pilot: Pilot[int]) -> AnswerLine:
    """Answer the first card Again and come to the second."""
    await settle(pilot)
    await pilot.press("enter")
    await pilot.pause(0.2)
    await pilot.press("1")
    await settle(pilot)
    assert review(app).is_typing
    return app.screen.query_one(AnswerLine)


async def test_ctrl_z_takes_text_back_before_it_takes_the_rating_back(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(TWO)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        line = await to_second_card(app, pilot)
        await pilot.press(*"six", "space", *"heads", "ctrl+u", *"12")
        assert line.value == "12"
        await pilot.press("ctrl+z")
        assert line.value == ""
        await pilot.press(*"six", "space", *"heads", "backspace", "ctrl+z")
        assert line.value == "six heads"
        await pilot.press("ctrl+z")
        assert line.value == "six "
        assert app.workspace.history.undo_label() is not None
        await pilot.press("ctrl+z", "ctrl+z")
        assert line.value == ""
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 1
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 0


async def test_esc_leaves_a_line_with_text_and_ends_only_from_there(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(TWO)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        line = await to_second_card(app, pilot)
        assert "esc End" in shown(app)
        await pilot.press(*"no")
        await settle(pilot)
        assert "esc Back" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert not review(app).ended
        assert line.value == "no"
        assert "tab Type" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert review(app).ended


async def test_tab_goes_to_the_keys_of_a_typed_card_and_back_to_its_text(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(TYPED)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "tab Card keys" in shown(app)
        await pilot.press("-", "8", "tab", "*")
        await settle(pilot)
        assert app.workspace.history.state(UnitId("heads")).marked
        assert app.screen.query_one(AnswerLine).value == "-8"
        await pilot.press("tab", "home", "delete", "tab", "space")
        await settle(pilot)
        assert "✓ Right" in panel(app, "back")
        await pilot.press("tab")
        assert app.focused is None
