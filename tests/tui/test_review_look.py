"""What the review shows around a card: signs, reason, hints, the view on the whole screen."""

import pytest
from tests.tui.tuikit import CLOZE, DECK, Learner, OpenApp, panel, review, settle, shown

from mlprep.domain.facts import PlainReview
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.study.review.session import ReviewSession
from mlprep.study.review.showing import Progress
from mlprep.text.lines import cell_width
from mlprep.tui.screens.review.info import info_text
from mlprep.tui.screens.review.text import View, buttons, head

LONG = " ".join(f"word{number}" for number in range(40)) + " end."


@pytest.mark.parametrize(("rows", "whole"), [(24, False), (40, True)])
async def test_flag_and_mark_stand_before_a_reason_that_says_where_it_is_cut(
    learner: Learner, open_app: OpenApp, rows: int, whole: bool
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=(80, rows)) as pilot:
        await settle(pilot)
        await pilot.press("asterisk", "f", "3")
        await settle(pilot)
        screen = review(app)
        showing = screen.session.showing
        assert showing is not None
        screen.session.showing = showing._replace(reason=LONG)
        screen.refresh_card()
        await settle(pilot)
        told = panel(app, "reason")
        assert told.startswith("[marked] [flag 3] word0 word1")
        assert told.endswith("end." if whole else "…")
        assert (len(told.splitlines()) == 2) is not whole


LINE = "x" * 79 + "y"
WIDE = f'''
[deck]
title = "Wide"
id = "wide"

[[card]]
id = "code"
front = """
```python
{LINE}
```"""
back = "B"
'''


async def test_the_whole_width_is_the_terminals_and_an_unknown_key_is_answered(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(WIDE)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "xy" not in shown(app)
        await pilot.press("z")
        await settle(pilot)
        assert LINE in shown(app).splitlines()
        await pilot.press("down", "space")
        assert "esc closes" in shown(app)
        await pilot.press("4")
        await settle(pilot)
        assert "Here esc or q closes, arrows and space scroll." in shown(app)
        await pilot.press("z")
        assert not review(app).ended


def test_the_forgetting_curve_is_the_same_in_every_width_and_no_fact_is_cut(
    learner: Learner,
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    with learner.workspace() as workspace:
        session = ReviewSession(workspace)
        session.next()
        session.answer(Rating.EASY)
        draw = info_text(workspace, UnitId("scaling"))
        wide, narrow = (draw(width).plain.splitlines() for width in (90, 50))
    told = next(line for line in wide if line.startswith("Forgetting over"))
    assert told in narrow
    curves = [max(lines, key=lambda line: sum(one in "▁▂▃▄▅▆▇█" for one in line))
              for lines in (wide, narrow)]  # fmt: skip
    assert [(len(one), one[0], one[-1]) for one in curves] == [(60, "█", "▁"), (50, "█", "▁")]
    assert "in that time)" in " ".join(line.strip() for line in narrow)
    assert any(line.endswith("1, 0 lapses") for line in narrow)


def test_every_button_says_its_interval_where_that_fits(learner: Learner) -> None:
    learner.deck(DECK)
    learner.read_decks()
    with learner.workspace() as workspace:
        start = workspace.calendar.start_ms
        past = [
            PlainReview(start(workspace.today - ago), UnitId("scaling"), workspace.today - ago,
                        4, 9000, workspace.today)
            for ago in (60, 30)
        ]  # fmt: skip
        workspace.history.record_past(past, "Elsewhere", parameters="other")
        showing = ReviewSession(workspace).next()
        assert showing is not None
        labels = showing.labels
        drawn, _ = buttons(View(showing, revealed=True), 58)
        longest = max(map(len, labels.values()))
        assert longest == len("10.5mo")
        assert all(f"{one.label} {label}" in drawn.plain for one, label in labels.items())
        assert cell_width(drawn.plain) == 58


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        (Progress(0, 0, 2040, 0, 385.2), ("1 of 2,040", "6 h 25 min left")),
        (Progress(3, 1, 40, 0, 119.0), ("4 of 44", "119 min left")),
        (Progress(4, 0, 1, 0, 0.1), ("5 of 5", "1 min left")),
    ],
)
def test_what_is_left_is_said_in_numbers_that_can_be_read(
    progress: Progress, told: tuple[str, str]
) -> None:
    line = head("Attention", progress, None, 80).plain
    assert all(one in line for one in told)


TALL = "\\n\\n".join(f"line {number}" for number in range(20))
WORDS = "word " * 30
OPTIONS = ", ".join(f"'option {number}: {WORDS}'" for number in range(4))
LONG_CARDS = f"""
[deck]
title = "Long"
id = "long"

[[card]]
id = "options"
front = "{TALL}"
options = [{OPTIONS}]
key = 3
fixed_order = true

[[card]]
id = "plain"
front = "{TALL}"
back = "the answer\\n\\n{TALL}"
"""


async def test_what_is_picked_and_what_is_answered_are_scrolled_into_sight(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(LONG_CARDS)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down", "down", "down")
        await settle(pilot)
        assert "▸  4  option 3" in shown(app)
        rows = shown(app).splitlines()
        third = next(at for at, row in enumerate(rows) if "option 2" in row)
        await pilot.click(offset=(9, third + 1))
        await settle(pilot)
        assert "✗ 3  option 2" in shown(app)
        assert "Not right" in shown(app)
        await pilot.press("1")
        await settle(pilot)
        assert "line 0" in shown(app)
        await pilot.press("space")
        await settle(pilot)
        assert "the answer" in shown(app)
        card = review(app).query_one("#card")
        before = card.scroll_y
        for _ in range(3):  # faster than frames are drawn
            review(app).action_scroll_body("down")
        assert card.scroll_y == before + 3
        review(app).reload()  # as after a save in an editor
        await settle(pilot)
        assert card.scroll_y == before + 3


async def test_what_is_asked_stands_whole_in_the_smallest_window_and_tells_no_answer(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(CLOZE)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=(40, 12)) as pilot:
        await settle(pilot)
        showing = review(app).session.showing
        assert showing is not None
        answer = "15 %" if showing.question.gap == 1 else "GPT"
        await pilot.press("R")
        await settle(pilot)
        told = " ".join(shown(app).replace("│", "").split())
        for part in ("masks", "its review log stays.", "y yes", "esc leave it"):
            assert part in told
        assert answer not in shown(app)
        await pilot.press("escape", "f")
        await settle(pilot)
        assert "0  no flag" in shown(app)
        assert "esc  leave it" in shown(app)
