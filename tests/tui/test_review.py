from collections.abc import Callable
from pathlib import Path

import pytest
from tests.tui.tuikit import (
    CHOICE,
    CLOZE,
    DECK,
    SEVERAL,
    SIZE,
    TYPED,
    Learner,
    OpenApp,
    panel,
    review,
    settle,
    shown,
)
from textual.widgets import Input

from mlprep.domain.facts import FirstSight, PlainReview
from mlprep.domain.ids import UnitId
from mlprep.domain.rating import Rating
from mlprep.domain.units import Phase
from mlprep.store import undoing
from mlprep.store.errors import HistoryLocked


async def test_answering_shows_the_back_records_and_ends_with_a_summary(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = shown(app)
        assert "√" in before
        assert "saturation" not in before
        assert "Again" not in before
        await pilot.press("space")
        revealed = shown(app)
        assert "saturation" in revealed
        assert "Source: Vaswani 2017" in revealed
        for word in ("1 Again 1m", "2 Hard", "3 Good 10m", "4 Easy"):
            assert word in revealed
        await pilot.press("4")
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 1
        summary = shown(app)
        assert "1 answer" in summary
        assert "due tomorrow" in summary


async def test_undo_brings_the_card_back_with_its_front_and_redo_answers_again(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "4", "u")
        assert 'Undid: Easy on "Why divide' in panel(app, "message")
        assert "√" in shown(app)
        assert "saturation" not in shown(app)
        await pilot.press("ctrl+r")
        assert "Redid: Easy" in panel(app, "message")
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 1


@pytest.mark.parametrize(
    ("typed", "verdict", "proposed"),
    [("8", "✓ Right", "▸3 Good"), ("9", "✗ Not right", "▸1 Again"), ("", "Not answered", "▸1")],
)
async def test_typed_answers_are_checked_and_propose_a_rating(
    learner: Learner, open_app: OpenApp, typed: str, verdict: str, proposed: str
) -> None:
    learner.deck(TYPED)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        field = app.screen.query_one("#typed", Input)
        assert app.focused is field
        await pilot.press(*typed, "enter")
        assert verdict in shown(app)
        assert "8 heads" in shown(app)
        assert proposed in shown(app)
        assert app.focused is None


async def test_every_printable_key_is_text_while_typing(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(TYPED)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("q", "u", "1", "minus", "question_mark")
        assert app.screen.query_one("#typed", Input).value == "qu1-?"
        assert "F1 Help" in shown(app)
        await pilot.press("f1")
        assert "Keys: review" in shown(app)


async def test_a_slip_is_undone_while_the_next_answer_is_typed(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(TYPED)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await pilot.pause(0.2)
        await pilot.press("1")
        assert review(app).is_typing
        assert "ctrl+z Undo" in shown(app)
        await pilot.press("ctrl+z")
        assert "Undid: Again" in panel(app, "message")
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 0


async def test_a_digit_answers_a_choice_and_each_option_says_why(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(CHOICE)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2")
        text = shown(app)
        assert "✓ 1  LSTM" in text
        assert "✗ 2  ResNet" in text
        assert "It carries a state." in text
        assert "▸1 Again" in text


async def test_the_first_answer_to_a_choice_is_kept_as_evidence(
    learner: Learner, open_app: OpenApp
) -> None:
    topic = '[[topic]]\nid = "nets"\narea = "ml"\ntitle = "Networks"\n'
    card = CHOICE.replace('id = "choices"', 'id = "choices"\ntopic = "nets"')
    learner.deck(card.replace('id = "which"', 'id = "which"\nlevel = 2') + topic)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1", "3")
        (fact,) = app.workspace.history.first_sights()
        assert fact.subject == "which"
        seen = FirstSight(right=True, topic="nets", level=2, chance=1 / 3)
        assert fact.body["first_sight"] == seen.body()


async def test_arrows_and_space_pick_several_options(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(SEVERAL)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("down", "space", "3")
        assert "■ 1  Adam" in shown(app)
        assert "■ 3  SGD" in shown(app)
        await pilot.press("enter")
        assert "✓ Right" in shown(app)
        assert "▸3 Good" in shown(app)


async def test_a_gap_shows_its_hint_and_then_its_text(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(CLOZE)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "[share]" in shown(app) or "[...]" in shown(app)
        await pilot.press("space")
        assert "15 %" in shown(app)
        assert "GPT" in shown(app)


async def test_a_held_key_rates_nothing_and_a_digit_before_the_answer_neither(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("3")
        assert panel(app, "message") == "First the answer: space shows it."
        screen = review(app)
        revealed = []
        for _ in range(4):
            revealed.append(screen.view is not None and screen.view.revealed)
            screen.action_proceed()
        assert revealed == [False, True, True, True]
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 0


HOSTILE = [
    "[CLS] stays, so does [/b] and [link=x and [@click=app.quit]this[/]",
    "\x1b[2J\x1b]0;title\x07 bell",
    "abc \u202edef\u2066 ghi",
    "x" * 10_000,
    " ".join(f"{{{{c{n}::gap {n}}}}}" for n in range(1, 501)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "ansi", "bidi", "long", "gaps"])
async def test_hostile_texts_are_shown_as_text(
    learner: Learner, open_app: OpenApp, text: str
) -> None:
    escaped = "".join(f"\\U{ord(one):08X}" if not one.isprintable() else one for one in text)
    field = "cloze" if text.startswith("{{") else "front"
    rest = "" if field == "cloze" else f'back = "{escaped}"\n'
    title = escaped[:200].replace("{", "(")
    learner.deck(
        f'[deck]\ntitle = "{title}"\nid = "d"\n[[card]]\nid = "h"\n{field} = "{escaped}"\n{rest}'
        f'why = "{escaped}"\n'
    )
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        home = shown(app)
        await pilot.press("enter")
        front = shown(app)
        await pilot.press("space")
        for screen in (home, front, shown(app)):
            assert "\x1b" not in screen
            assert "\u202e" not in screen
        if text.startswith("[CLS]"):
            assert "[CLS] stays, so does [/b] and [link=x" in front


async def test_things_done_to_a_card_can_be_undone(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f", "3")
        assert "[flag 3]" in panel(app, "reason")
        await pilot.press("asterisk")
        assert "[marked]" in panel(app, "reason")
        await pilot.press("minus")
        assert "Buried" in panel(app, "message")
        assert review(app).session.showing is None
        await pilot.press("u")
        assert review(app).session.showing is not None


@pytest.mark.parametrize(
    ("keys", "screen"),
    [([], "Today"), (["enter"], "Review"), (["d"], "Decks"), (["s"], "Settings")],
)
async def test_something_large_is_undone_only_after_a_yes(
    learner: Learner, open_app: OpenApp, keys: list[str], screen: str
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert type(app.screen).__name__ == f"{screen}Screen"
        history, today = app.workspace.history, app.workspace.today
        now = app.workspace.clock.now_ms()
        past = [
            PlainReview(now - 10**6 + at, UnitId(f"other-{at}"), today - 1, 3, 5, today + 9)
            for at in range(undoing.LARGE)
        ]
        history.record_past(past, "Import of [b]x.apkg", parameters="other")
        for answer, left in (("n", 1), ("y", 0)):
            await pilot.press("u")
            await settle(pilot)
            assert "Undo: Import of [b]x.apkg?" in shown(app)
            await pilot.press(answer)
            await settle(pilot)
            assert history.state(UnitId("other-1")).reps == left


async def test_the_shown_card_is_set_due_and_reset_after_asking(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        state = app.workspace.history.state
        await pilot.press("d", *"soon", "enter")
        assert state(UnitId("scaling")).phase is Phase.NEW
        await pilot.press("escape", "d", "9", "enter")
        await settle(pilot)
        assert state(UnitId("scaling")).due_day == app.workspace.today + 9
        assert "Set due in 9 d" in panel(app, "message")
        await pilot.press("u")
        await settle(pilot)
        await pilot.press("space", "3", "R", "n")
        assert state(UnitId("scaling")).reps == 1
        await pilot.press("R", "y")
        await settle(pilot)
        assert state(UnitId("scaling")).phase is Phase.NEW
        await pilot.press("u")
        assert state(UnitId("scaling")).reps == 1


async def test_a_report_is_kept_in_a_file(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("r", "q", "enter")
        assert 'message = "q"' in learner.paths.reports.read_text(encoding="utf-8")


EDITOR = """#!/bin/sh
echo "$@" > "{log}"
sed -i '{change}' "$2"
"""


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Make an editor that changes the file by a sed command and logs how it was called."""

    def make(change: str) -> Path:
        log, program = tmp_path / "log", tmp_path / "vim"
        program.write_text(EDITOR.format(log=log, change=change), encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("EDITOR", str(program))
        return log

    return make


async def test_the_editor_opens_at_the_card_and_comes_back_to_it(
    learner: Learner, open_app: OpenApp, editor: Callable[[str], Path]
) -> None:
    deck = learner.deck(DECK)
    learner.read_decks()
    log = editor("s/saturation/the flat parts/")
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("e")
        assert log.read_text(encoding="utf-8").split() == ["+6", str(deck)]
        assert "1 changed" in panel(app, "message")
        await pilot.press("space")
        assert "the flat parts" in shown(app)


async def test_a_shipped_card_is_edited_as_the_learners_own_copy(
    learner: Learner, open_app: OpenApp, editor: Callable[[str], Path], tmp_path: Path
) -> None:
    shipped = tmp_path / "shipped" / "decks" / "attention.toml"
    shipped.write_text(DECK, encoding="utf-8")
    learner.read_decks()
    log = editor("s/saturation/the flat parts/")
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("e")
        own = learner.paths.decks / "overrides" / "attention.toml"
        assert log.read_text(encoding="utf-8").split()[1] == str(own)
        assert "overrides = true" in own.read_text(encoding="utf-8")
        assert shipped.read_text(encoding="utf-8") == DECK
        assert "Your own copy is studied now" in panel(app, "message")
        await pilot.press("space")
        assert "the flat parts" in shown(app)


async def test_a_file_broken_in_the_editor_is_said_and_the_card_stays(
    learner: Learner, open_app: OpenApp, editor: Callable[[str], Path]
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    editor("s/^back = .*/back = oops/")
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("e")
        assert any("deck.toml:9" in note.message for note in app._notifications)
        await pilot.press("space")
        assert "saturation" in shown(app)


async def test_a_waiting_step_is_counted_down_and_comes_by_itself(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    with learner.workspace() as workspace:
        workspace.change_setting("learn_ahead_minutes", 0)
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "3")
        assert "Next step in 10:00" in shown(app)
        learner.clock.advance(minutes=6)
        review(app).tick()
        await pilot.pause()
        assert "Next step in 4:00" in shown(app)
        learner.clock.advance(minutes=5)
        review(app).tick()
        await pilot.pause()
        assert "√" in shown(app)


async def test_wide_code_is_never_wrapped(learner: Learner, open_app: OpenApp) -> None:
    line = "x = " + " + ".join(f"value_{n}" for n in range(30))
    learner.deck(
        '[deck]\ntitle = "Code"\n[[card]]\nid = "c"\nback = "b"\n'
        f'front = """\nWhat?\n```python\n{line}\ny = 1\n```\n"""\n'
    )
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "value_29" not in shown(app)
        await pilot.press("G", *["right"] * 3)
        card = app.screen.query_one("#card")
        assert card.max_scroll_x > 0
        assert card.scroll_offset.x > 0
        await pilot.press("z")
        assert "esc closes" in shown(app)


async def test_the_latex_of_a_card_can_be_copied_and_seen(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("y", "m")
        assert app.clipboard == r"\sqrt{d_k}"
        assert r"\sqrt{d_k}" in shown(app)


async def test_an_answer_that_cannot_be_recorded_stays_on_the_screen(
    learner: Learner, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with monkeypatch.context() as broken:

            def locked(_drafts: object, **_seen: object) -> None:
                raise HistoryLocked("Another program is writing.")

            broken.setattr(app.workspace.history, "record", locked)
            await pilot.press("space", "4")
            told = [note.message for note in app._notifications]
            assert "Not recorded: Another program is writing. Try it again." in told
            assert "▸3 Good" in shown(app)
        await pilot.press("3")
        assert app.workspace.history.day_summary(app.workspace.today).reviews == 1


async def test_leaving_early_says_how_much_is_left(learner: Learner, open_app: OpenApp) -> None:
    learner.deck(DECK)
    learner.deck(CHOICE, "choice.toml")
    learner.read_decks()
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = review(app)
        screen.reveal()
        screen.rate(Rating.EASY)
        await pilot.press("q")
        assert "1 card left for today." in shown(app)
        await pilot.press("q")
        assert "1 card for today" in shown(app)


async def test_a_card_that_becomes_a_leech_is_told_with_the_key_that_undoes_it(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    with learner.workspace() as workspace:
        workspace.change_setting("leech_threshold", 1)
        day = workspace.today - 9
        far = PlainReview(
            workspace.calendar.start_ms(day), UnitId("scaling"), day, 3, 9000, day + 9
        )
        workspace.history.record_past([far], "Elsewhere", parameters="other")
    app = open_app(review=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("space", "1")
        assert "Suspended as a leech, forgotten 1 time: " in shown(app)
        assert "(u undoes it)" in shown(app)
        await pilot.press("u")
        assert not app.workspace.history.state(UnitId("scaling")).suspended


async def test_cramming_before_anything_was_met_says_what_it_is(
    learner: Learner, open_app: OpenApp
) -> None:
    learner.deck(DECK)
    learner.read_decks()
    app = open_app()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("c")
        await settle(pilot)
        told = " ".join(shown(app).split())
        assert "Cramming repeats cards that you have met; here there are none yet." in told
        assert "due" not in told
