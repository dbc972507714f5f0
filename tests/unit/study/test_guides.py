"""Shipped decks about no topic teach how to study: for everyone, and first for newcomers."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.study.sittingkit import AREAS, BACKGROUNDS, ROLES

from mlprep.domain.clock import FixedClock
from mlprep.domain.rating import Rating
from mlprep.store.paths import paths_below
from mlprep.study.content import library as library_module
from mlprep.study.content.decks import deck_tree
from mlprep.study.content.scanning import Root
from mlprep.study.day_plan import CHOOSE, day_plan
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.plan.priorities import topic_plan
from mlprep.study.plan.start import footing
from mlprep.study.plan.weeks import plan_ahead
from mlprep.study.review.new_cards import NEWCOMER, OWN, new_today
from mlprep.study.review.scope import scope_of
from mlprep.study.review.session import ReviewSession
from mlprep.study.today import today
from mlprep.study.workspace import Workspace

GUIDE, CARDS = 6, 80


def _deck(deck: str, head: str, cards: int) -> str:
    body = "".join(
        f'[[card]]\nid = "{deck}-{nth:02}"\nlevel = 4\nfront = "{deck} {nth}?"\nback = "So."\n'
        for nth in range(cards)
    )
    return f'[deck]\nid = "{deck}"\n{head}\n{body}'


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ship a guide, and one deck of a topic beside it."""
    texts = {
        "assessments/areas.toml": AREAS,
        "assessments/roles.toml": ROLES,
        "assessments/backgrounds.toml": BACKGROUNDS,
        "decks/start/how-to.toml": _deck("how-to", 'title = "How to study"', GUIDE),
        "decks/art/colour.toml": _deck("colour", 'title = "Colour"\ntopic = "colour"', CARDS),
    }
    for name, text in texts.items():
        path = tmp_path / "world" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    own = paths_below(tmp_path / "home").decks
    roots = [Root(tmp_path / "world" / kind, kind, own=False) for kind in ("assessments", "decks")]
    monkeypatch.setattr(
        library_module, "roots_of", lambda _paths, _extra=(): [*roots, Root(own, "decks", own=True)]
    )
    return own


@pytest.fixture
def newcomer(world: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    """Open that world for the first time."""
    world.mkdir(parents=True)
    with Workspace.open(paths=paths_below(tmp_path / "home"), clock=clock, zone="UTC") as opened:
        opened.refresh_library()
        yield opened


def _drawn(workspace: Workspace, count: int) -> Counter[str]:
    return Counter(unit.deck for unit in new_today(workspace, count).units[:count])


def _study(workspace: Workspace, clock: FixedClock, answers: int, *decks: str) -> list[str]:
    """Answer so many cards easily; the reasons why they came."""
    session, reasons = ReviewSession(workspace, scope_of(workspace, decks)), list[str]()
    showing = session.next()
    while showing is not None and len(reasons) < answers:
        reasons.append(showing.reason)
        clock.advance(minutes=0.1)
        showing = session.answer(Rating.EASY)
    return reasons


@pytest.mark.parametrize("role", ["", "painter"])
def test_a_newcomer_is_taught_how_to_study_first(
    newcomer: Workspace, clock: FixedClock, role: str
) -> None:
    if role:
        set_up(newcomer, {"role": role, "background": "listener"})
    decks = [unit.deck for unit in new_today(newcomer, 10).units[:10]]
    assert decks == ["how-to"] * GUIDE + ["colour"] * (10 - GUIDE)
    reasons = _study(newcomer, clock, GUIDE + 1)
    told = ["How to study: for everyone who begins." in reason for reason in reasons]
    assert told == [True] * GUIDE + [False]
    assert {unit.deck for unit in new_today(newcomer, 10).units} == {"colour"}


def test_today_names_it_first_and_says_why(newcomer: Workspace) -> None:
    set_up(newcomer, {"role": "painter", "background": "listener"})
    guide, colour = day_plan(newcomer, today(newcomer)).topics
    assert (guide.title, guide.cards) == ("How to study", GUIDE)
    assert guide.reason == "How to study: for everyone who begins."
    assert "painter" in colour.reason
    planned = {one.id: one.reason for one in plan_ahead(newcomer, minutes=()).topics}
    assert planned["deck:how-to"] == guide.reason, "the plan says the same"


def test_a_role_that_left_the_library_is_as_none_and_another_is_asked_for(
    newcomer: Workspace,
) -> None:
    newcomer.change_setting("role", "gone")
    plan = day_plan(newcomer, today(newcomer))
    assert plan.hint == CHOOSE
    assert [one.title for one in plan.topics][1:] == ["Colour"], "its cards come all the same"


def test_what_a_short_day_left_of_it_opens_the_next(newcomer: Workspace, clock: FixedClock) -> None:
    newcomer.change_setting("new_per_day", 4)
    _study(newcomer, clock, 4)
    clock.advance(days=1)
    decks = [unit.deck for unit in new_today(newcomer, 4).units[:4]]
    assert decks == ["how-to"] * (GUIDE - 4) + ["colour"] * 2


def test_a_deck_of_ones_own_leaves_it_first(newcomer: Workspace, world: Path) -> None:
    (world / "mine.toml").write_text(_deck("mine", 'title = "Mine"', 20), encoding="utf-8")
    newcomer.refresh_library()
    decks = [unit.deck for unit in new_today(newcomer, 12).units[:12]]
    assert decks[:GUIDE] == ["how-to"] * GUIDE
    assert {"mine", "colour"} <= set(decks[GUIDE:])


def test_todays_cards_of_a_deck_of_ones_own_say_why_they_come(
    newcomer: Workspace, world: Path, clock: FixedClock
) -> None:
    set_up(newcomer, {"role": "painter", "background": "listener"})
    (world / "mine.toml").write_text(_deck("mine", 'title = "Mine"', 40), encoding="utf-8")
    newcomer.refresh_library()
    newcomer.change_setting("new_per_day", 9)
    told = "Mine: a deck of your own; a third of a day's new cards is kept for such decks."
    rows = day_plan(newcomer, today(newcomer)).topics
    assert [one.title for one in rows] == ["How to study", "Mine"]
    assert (rows[1].cards, rows[1].reason) == (3, told)
    reasons = _study(newcomer, clock, 9)
    assert sum(told in reason for reason in reasons) == 3
    start = footing(newcomer, topic_plan(newcomer)).start
    assert f"{OWN}mine" in start.mine
    clock.advance(days=1)
    assert _drawn(newcomer, 9) == {"mine": 3, "colour": 6}


def test_a_mended_card_of_it_leaves_it_first(newcomer: Workspace, world: Path) -> None:
    card = '[[card]]\nid = "how-to-00"\noverrides = true\nfront = "How to, mended?"\nback = "So."\n'
    text = f'[deck]\nid = "how-to"\ntitle = "How to study"\n{card}'
    (world / "mine.toml").write_text(text, encoding="utf-8")
    newcomer.refresh_library()
    assert _drawn(newcomer, GUIDE) == {"how-to": GUIDE}


def test_for_those_who_have_begun_much_it_is_mixed_in(
    newcomer: Workspace, clock: FixedClock
) -> None:
    newcomer.change_setting("new_per_day", NEWCOMER)
    _study(newcomer, clock, NEWCOMER, "colour")
    clock.advance(days=1)
    assert _drawn(newcomer, 20)["how-to"] == GUIDE
    assert "colour" in _drawn(newcomer, 2), "mixed with the others, not before them"


def test_the_forecast_knows_it(newcomer: Workspace) -> None:
    set_up(newcomer, {"role": "painter", "background": "listener"})
    start = footing(newcomer, topic_plan(newcomer)).start
    assert start.own_decks == [f"{OWN}how-to"]
    assert sum(card.topic == f"{OWN}how-to" for card in start.new) == GUIDE
    assert start.first == {f"{OWN}how-to"}


def test_a_guide_that_the_learner_wrote_into_is_one_still(
    newcomer: Workspace, world: Path, clock: FixedClock
) -> None:
    set_up(newcomer, {"role": "painter", "background": "listener"})
    card = '[[card]]\nid = "my-habit"\nfront = "When do I study?"\nback = "At eight."\n'
    text = f'[deck]\nid = "how-to"\ntitle = "How to study"\n{card}'
    (world / "mine.toml").write_text(text, encoding="utf-8")
    newcomer.refresh_library()
    reasons = _study(newcomer, clock, GUIDE + 2)
    told = ["How to study: for everyone who begins." in reason for reason in reasons]
    assert told == [True] * (GUIDE + 1) + [False]


def test_shipped_decks_of_no_area_are_not_among_ones_own(newcomer: Workspace, world: Path) -> None:
    opera = _deck("opera", 'title = "Opera"', 2).replace(
        "level = 4", 'level = 4\ntopic = "spec-opera-verdi"'
    )
    shipped = next(root.path for root in newcomer.library.roots if root.kind == "decks")
    (shipped / "opera.toml").write_text(opera, encoding="utf-8")
    (world / "mine.toml").write_text(_deck("mine", 'title = "Mine"', 2), encoding="utf-8")
    newcomer.refresh_library()
    rows = {area.title: [deck.id for deck in area.decks] for area in deck_tree(newcomer)}
    assert rows == {
        "Art": ["colour"],
        "How to study": ["how-to"],
        "Specialisms": ["opera"],
        "Your own decks": ["mine"],
    }
