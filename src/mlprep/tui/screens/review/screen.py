"""Review: one card in a reading column, answered with one key."""

import time
from collections.abc import Iterator

from textual.containers import ScrollableContainer, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from mlprep.domain.rating import Rating
from mlprep.study.names import NameNotKnown
from mlprep.study.review.scope import Scope, scope_of, scope_of_units
from mlprep.study.review.session import AnsweredElsewhere, ReviewSession
from mlprep.tui.actions import Action
from mlprep.tui.keys import key_label
from mlprep.tui.request import ReviewRequest
from mlprep.tui.screens.review import text
from mlprep.tui.screens.review.choosing import ChoiceCards
from mlprep.tui.screens.review.parts import Back, Front, Ratings
from mlprep.tui.screens.review.picking import Pick
from mlprep.tui.screens.review.text import View
from mlprep.tui.screens.review.typing import AnswerLine
from mlprep.tui.widgets.ask import Reader
from mlprep.tui.widgets.panel import Panel, WidePanel, height_of

WIDEST = 96
"""Cells of the reading column, at most."""
REASON_LOW, REASON_HIGH, HIGH = 2, 6, 30
"""Lines that say why a card is here, at most; and rows from which a screen is high."""
VERDICT = 2
"""Lines of an answer that say whether it was right."""
DIGITS = ("again", "hard", "good", "easy", *(f"option-{number}" for number in range(5, 10)))
"""Actions that pick an option, in order."""


class ReviewScreen(ChoiceCards):
    """A review session on the screen."""

    SCOPE = "review"
    BODY_SCROLLS = "#card"
    CSS_PATH = "screen.tcss"
    REPEAT_SECONDS = 0.15
    """The same key within so short a time is a held or bouncing key and answers nothing."""

    def __init__(self, request: ReviewRequest | None = None) -> None:
        super().__init__()
        self.request = request or ReviewRequest()
        self._begun = False
        self._maths = True
        self._last_key: tuple[str, float] = ("", 0.0)
        self._awaits_sight = False
        """Whether an answer is shown that is not laid out yet."""

    # ---------------------------------------------------------------- layout

    def compose_body(self) -> Iterator[Widget]:
        """Yield the reading column."""
        with Vertical(id="column"):
            yield Panel(id="head")
            with ScrollableContainer(id="card", can_focus=False):
                yield Front(id="front")
                yield AnswerLine()
                yield Back(id="back")
            yield Panel(id="reason")
            yield Ratings(id="ratings")

    def on_mount(self) -> None:
        """Begin the session."""
        config = self.workspace.config
        self._maths = config.maths != "source"
        self.query_one("#column").styles.max_width = min(config.width, WIDEST) + 2
        self._begin()
        super().on_mount()
        self.set_interval(1, self.tick)

    def _begin(self) -> None:
        scope = Scope()
        try:
            scope = scope_of(self.workspace, self.request.names)
        except NameNotKnown as fault:
            self.tell(f"{fault.sentence} Everything is asked instead.", severity="warning")
        if self.request.units is not None:
            scope = scope_of_units(self.workspace, self.request.units, scope)
        self.session = ReviewSession(
            self.workspace,
            scope,
            cram=self.request.cram,
            minutes=self.request.minutes,
            more=self.request.more,
        )
        self.session.next()

    def reload(self) -> None:
        """Show the session's card: at the beginning, and when the library has changed."""
        if not self._begun:
            self._begun = True
        elif self.view is None:
            if self.session.summary().answered:
                return
            self.session.rebuild()
            self.session.next()
        elif self.view.revealed or self.takes_text:
            # What was typed or revealed stays, so that a mended text is rated and not a stale one.
            if self.session.renew_card():
                self.view = self._with(showing=self.session.showing)
                self._draw(front=True)
            return
        else:
            self.session.reload_card()
        self.show_card()

    # ------------------------------------------------------------------ show

    def show_card(self) -> None:
        """Show the front of the session's card; the wait or the summary where none is left."""
        showing = self.session.showing
        if showing is None:
            self.view = None
            self._arrange(typing=False)
            self.show_end()
            return
        self.ended = False
        question = showing.question
        choices = question.card.choices
        pick = Pick(len(question.order), several=choices is not None and len(choices.keys) > 1)
        self.view = View(showing, self._maths, pick=pick, labels=self._labels())
        self._arrange(typing=question.is_typed)
        self._awaits_sight = False
        self.query_one("#card").scroll_home(animate=False, immediate=True)
        self._draw(front=True)
        self.call_after_refresh(self.session.look_ahead)

    def _arrange(self, *, typing: bool) -> None:
        """Make room for what the card needs."""
        self._set_faces(typing=typing, revealed=False)
        if typing:
            self.offer_line()
        elif self.focused is not None:
            self.set_focus(None)

    def _set_faces(self, *, typing: bool, revealed: bool) -> None:
        """Show what belongs to the face; classes would make every widget match styles anew."""
        self.query_one("#typed").display = typing
        self.query_one("#back").display = revealed
        self._ratings.visible = revealed

    def _draw(self, *, front: bool = False) -> None:
        """Exchange the texts that changed."""
        view = self.view
        if view is None:
            return
        with self.app.batch_update():
            if front:
                self.draw_head()
            if front or view.question.is_choice or view.question.gap:
                self.query_one("#front", WidePanel).show(lambda width: text.front(view, width))
            if view.revealed:
                self.query_one("#back", WidePanel).show(lambda width: text.back(view, width))
                self._ratings.show(lambda width: text.buttons(view, width)[0])
            most = REASON_HIGH if self.app.size.height >= HIGH else REASON_LOW
            self.query_one("#reason", Panel).show(lambda width: text.reason(view, width, most))
        self.refresh_keys()

    @property
    def _ratings(self) -> Ratings:
        return self.query_one("#ratings", Ratings)

    def draw_head(self) -> None:
        """Say the deck, how far the session is and how long the rest takes."""
        view = self.view
        if view is None:
            return
        found = self.workspace.library.decks.get(view.question.card.deck)
        title = found.title if found else view.question.card.deck
        progress, seconds = self.session.progress, self._seconds()
        self.query_one("#head", Panel).show(
            lambda width: text.head(title, progress, seconds, width)
        )

    def _seconds(self) -> int | None:
        if not self.workspace.config.show_timer or self.view is None:
            return None
        return (self.workspace.clock.now_ms() - self.view.showing.shown_at_ms) // 1000

    def refresh_card(self) -> None:
        """Draw the present card again, with the state that it has now."""
        showing = self.session.showing
        if self.view is None or showing is None:
            self.show_card()
            return
        self.view = self._with(showing=showing)
        self._draw()

    def _with(self, **changes: object) -> View:
        from dataclasses import replace

        assert self.view is not None  # noqa: S101  # callers looked
        return replace(self.view, **changes)  # type: ignore[arg-type]  # names of its own fields

    def _labels(self) -> text.Labels:
        keys = self.study.keys
        answer = [key for key in keys.of("review.show") if key != "space"]
        return text.Labels(
            tuple(keys.label(f"review.{name}") for name in DIGITS),
            key_label(answer[0]) if answer else keys.hint("review.show"),
        )

    # ------------------------------------------------------------------- end

    def end_session(self) -> None:
        """End the session with its summary; from there, back to Today."""
        if self.ended or not self.session.summary().answered:
            self.leave()
            return
        self.session.showing = None
        self.ended = True
        self.show_card()

    def action_leave(self) -> None:
        """End the session."""
        self.end_session()

    # ---------------------------------------------------------------- answer

    def _is_repeat(self, key: str) -> bool:
        """Whether a key is held down or bounced: two answers need two presses."""
        now = time.monotonic()
        last, at = self._last_key
        self._last_key = (key, now)
        return key == last and now - at < self.REPEAT_SECONDS

    def action_proceed(self) -> None:
        """Show the answer; take the proposed rating once it is shown."""
        if self._is_repeat("proceed"):
            return
        view = self.view
        if view is None:
            self.end_session()
        elif view.revealed:
            self.rate(view.proposal)
        elif view.question.is_typed:
            self._check(self.line.value)
        else:
            self.reveal()

    def action_digit(self, digit: int) -> None:
        """Rate, or pick an option."""
        view = self.view
        if view is None or self._is_repeat(str(digit)):
            return
        if view.revealed:
            if digit in tuple(Rating):
                self.rate(Rating(digit))
        elif not view.question.is_choice:
            key = self.study.keys.hint("review.show")
            self.tell(f"First the answer: {key} shows it.")
        elif digit > view.pick.count:
            self.tell(f"No option has the number {digit}.")
        else:
            self.choose(digit - 1)

    def choose(self, index: int) -> None:
        """Pick an option; where only one may be picked, that is the answer."""
        if self.view is None:
            return
        self.pick(self.view.pick.toggled(index))
        if not self.view.pick.several:
            self.reveal()

    def pick(self, pick: Pick) -> None:
        """Show what is picked now."""
        self.view = self._with(pick=pick)
        self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check what was typed."""
        event.stop()
        if self.view is not None and not self.view.revealed and not self._is_repeat("proceed"):
            self._check(event.value)

    def _check(self, typed: str) -> None:
        """Show the answer beside what was typed."""
        self.view = self._with(typed=typed)
        self.reveal()

    def reveal(self) -> None:
        """Show the answer."""
        self.view = view = self._with(revealed=True)
        with self.app.batch_update():
            if self.focused is not None:
                self.set_focus(None)
            self._set_faces(typing=False, revealed=True)
            self._draw()
        self._awaits_sight = not view.question.gap
        self.call_after_refresh(self.answer_laid_out)

    def answer_laid_out(self) -> None:
        """Scroll as far as it takes to see the answer: all of it, or its beginning.

        A gap is filled where the learner looks; options are judged in their places, and of what
        follows below them the verdict is enough.
        """
        view, back = self.view, self.query_one("#back", WidePanel)
        place = back.virtual_region
        if view is None or not self._awaits_sight:
            return
        if place.height != height_of(back.text(back.column)):
            return  # the layout is still that of the card before
        self._awaits_sight = False
        card = self.query_one("#card")
        height = min(place.height, VERDICT) if view.question.is_choice else place.height
        top = min(place.y, place.y + height - card.scrollable_content_region.height)
        if top > card.scroll_y:
            card.scroll_to(y=top, animate=False, immediate=True)

    def rate(self, rating: Rating) -> None:
        """Record a rating durably and show the next card."""
        view = self.view
        if view is None or not view.revealed:
            return
        picked = view.pick.answered()
        try:
            done = self.recorded(lambda: self.session.answer(rating, view.typed, picked=picked))
        except AnsweredElsewhere as told:
            self.show_card()
            self.tell(str(told))
            return
        if done:
            self.since_checkpoint += 1
            self.show_card()
            if leech := self.session.leech_told:
                self.tell_undoable(leech)

    # ------------------------------------------------------------------ look

    def action_maths(self) -> None:
        """Show formulae as their source, or set."""
        self._maths = not self._maths
        if self.view is not None:
            self.view = self._with(maths=self._maths)
            self._draw(front=False)
            view = self.view
            self.query_one("#front", WidePanel).show(lambda width: text.front(view, width))
        self.tell("Formulae are set." if self._maths else "Formulae show their LaTeX source.")

    def action_zoom(self) -> None:
        """Show the card on the whole screen, wide code scrolled."""
        view = self.view
        if view is None:
            return

        def draw(width: int) -> Content:
            return Content("\n").join(
                [text.front(view, width), *([text.back(view, width)] if view.revealed else [])]
            )

        self.app.push_screen(Reader("Card", draw, whole=True))

    # ------------------------------------------------------------------ keys

    def key_label(self, action: Action) -> str:
        """Offer ``enter`` for the answer where space is text or picks an option."""
        view = self.view
        picks = view is not None and view.pick.several and not view.revealed
        needs_enter = action.id == "review.show" and (self.is_typing or picks)
        if needs_enter and not self.is_typing:
            return self._labels().answer
        if needs_enter:
            return "enter"
        return super().key_label(action)

    def applies(self, action: Action) -> bool:
        """Offer what makes sense for the card's present face."""
        if action.id == "review.line":
            return self.takes_text
        if action.id == "review.show":
            return True
        if action.id == "review.leave":
            return not self.ended
        if action.id == "review.undo":
            return self.workspace.history.undo_label() is not None
        return self.view is not None or action.footer >= 90  # noqa: PLR2004  # help and leaving

    def title_of(self, action: Action) -> str:
        """Say what the first key does now."""
        if action.id == "review.leave":
            return "End"
        if action.id in ("review.line", "app.back"):
            return self.title_of_line_key(action)
        if action.id != "review.show":
            return action.title
        if self.view is None:
            return "Today" if self.ended else "End"
        if self.view.revealed:
            return self.view.proposal.label
        return "Check" if self.view.question.is_typed or self.view.question.is_choice else "Show"
