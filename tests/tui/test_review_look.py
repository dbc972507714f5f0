"""What the review shows around a card: signs, reason, hints, the view on the whole screen."""

import pytest
from tests.tui.tuikit import DECK, Learner, OpenApp, panel, review, settle, shown

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
