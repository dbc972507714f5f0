"""One topic of the profile: what it needs, how it stands, its cards, its answers."""

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget

from mlprep.study.measuring.profile import Measurement
from mlprep.study.measuring.profile_view import LEAST_SHORT, ProfileView, TopicBar
from mlprep.study.measuring.self_rating import SCALE
from mlprep.study.measuring.standpoint import NothingToAsk
from mlprep.study.measuring.topic_detail import TopicDetail, topic_detail, topic_place
from mlprep.study.names import NameNotKnown
from mlprep.text.counting import counted
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, PRIMARY, fitted, padded, row, said, wrapped
from mlprep.tui.request import AssessRequest
from mlprep.tui.screens.profile import bars
from mlprep.tui.screens.result.text import SIGNS, key_of
from mlprep.tui.screens.wishing import Wishing
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Line, Rows

HEADING = f"bold {PRIMARY}"


class TopicScreen(Wishing):
    """A topic, to see what to do about it."""

    SCOPE = "topic"
    BODY_SCROLLS = "#rows"
    CSS_PATH = "screen.tcss"

    def __init__(self, topic: str, role: str | None = None, seniority: str | None = None) -> None:
        super().__init__()
        self.topic = topic
        self._role, self._seniority = role, seniority

    def compose_body(self) -> Iterator[Widget]:
        """Yield title and rows."""
        yield Panel(id="head")
        yield Rows(id="rows")

    def topic_at(self) -> str:
        """Name the topic."""
        return self.topic

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#rows", Rows)

    def on_screen_resume(self) -> None:
        """Come back from cards or questions."""
        if self.is_mounted:
            self.reload()
        super().on_screen_resume()

    def reload(self) -> None:
        """Read what is known of the topic."""
        title = self.workspace.library.title_of_topic(self.topic)
        self.query_one("#head", Panel).show(lambda width: _head(title, width))
        try:
            profile = Measurement(self.workspace).view(self._role, self._seniority)
            detail = topic_detail(self.workspace, profile, self.topic)
        except (NameNotKnown, NothingToAsk):
            self.rows.fill(_not_measured)
            return
        placed = topic_place(self.workspace, self.topic)
        self.rows.fill(lambda width: list(topic_rows(detail, profile, placed, width)))
        self.call_after_refresh(self.refresh_keys)

    # --------------------------------------------------------------- actions

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.rows.go(where)
        self.refresh_keys()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open what is clicked."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the topic that is needed first, or the answer explained; study the deck."""
        kind, _, name = self.rows.cursor.partition(":")
        if kind == "need":
            self.app.push_screen(TopicScreen(name, self._role, self._seniority))
        elif kind == "answer":
            from mlprep.tui.screens.result.screen import ResultScreen

            self.app.push_screen(ResultScreen(topic=self.topic, at=name))
        elif kind == "project":
            self.study.open_screen("project", name)
        elif kind == "deck":
            self.action_study_topic()

    def action_study_topic(self) -> None:
        """Review the topic's cards now."""
        from mlprep.tui.screens.profile.screen import study

        study(self, self.topic)

    def action_assess(self) -> None:
        """Be asked on this topic alone."""
        self.study.open_screen("assess", AssessRequest(names=(self.topic,), ratings=False))

    def action_leave(self) -> None:
        """Back."""
        self.go_back()

    def title_of(self, action: Action) -> str:
        """Say what ``enter`` does to the row."""
        if action.id != "topic.open":
            return action.title
        kind = self.rows.cursor.partition(":")[0]
        return {"answer": "Explain", "deck": "Study"}.get(kind, "Open")

    def applies(self, action: Action) -> bool:
        """Offer to open only where a row can be opened."""
        return action.id != "topic.open" or bool(self.rows.cursor)


def _head(title: str, width: int) -> Content:
    told = Content.styled("topic", MUTED)
    return row(fitted(title, max(8, width - 8), HEADING), told, width)


def _not_measured(width: int) -> list[Line]:
    told = "It is not measured: its area is a specialism that you did not choose in the setup."
    return list(_sentences(told, width))


def topic_rows(
    detail: TopicDetail, profile: ProfileView, placed: str, width: int
) -> Iterator[Line]:
    """Everything that is known of a topic, below one another."""
    yield from _sentences(detail.scope, width, MUTED)
    yield Line(Content())
    yield from _standing(detail, profile, width)
    yield from _sentences(placed, width, "bold")
    yield from _needs(detail, profile, width)
    yield from _cards(detail, width)
    yield from _projects(detail, width)
    yield from _answers(detail, width)


def _sentences(told: str, width: int, style: str = "") -> Iterator[Line]:
    for one in wrapped(told, width) if told else ():
        yield Line(said(one, style))


def _standing(detail: TopicDetail, profile: ProfileView, width: int) -> Iterator[Line]:
    bar = detail.bar
    yield Line(bars.scale(width))
    title = fitted("Inferred" if bar.hollow else "Measured", 20, "bold")
    yield Line(bars.bar_row(title, bar, width, hollow=bar.hollow))
    yield Line(Content())
    if bar.required is not None and bar.gap >= LEAST_SHORT:
        told = f"{bar.gap:.1f} levels short of the {bar.required:.1f} that your aim"
        yield from _sentences(f"{told}, {profile.role}, asks for.", width, "bold")
    share = f"{bar.share_from_answers:.0%} of what is known comes from answers"
    told = f"{bar.words}; {counted(bar.answered, 'question')} here; {share}."
    yield from _sentences(told[:1].upper() + told[1:], width)
    if bar.self_rating is not None:
        yield from _sentences(f"You rated yourself: {SCALE[bar.self_rating]}.", width)
    yield from _levels(detail, bar, width)


def _levels(detail: TopicDetail, bar: TopicBar, width: int) -> Iterator[Line]:
    """Say what somebody on the present and on the required level does."""
    now = round(bar.level)
    wanted = round(bar.required) if bar.required is not None else now
    for level in dict.fromkeys((now, wanted)):
        if 0 < level <= len(detail.levels):
            yield from _sentences(f"Level {level}: {detail.levels[level - 1]}", width, MUTED)


def _needs(detail: TopicDetail, profile: ProfileView, width: int) -> Iterator[Line]:
    if not detail.needs:
        return
    yield Line(Content())
    yield Line(Content.styled("Needs first", HEADING))
    for need in detail.needs:
        bar = profile.topic(need.id)
        title = fitted(need.title, bars.title_width(width))
        if bar is not None:
            title = bars.bar_row(title, bar, width, hollow=bar.hollow)
        yield Line(title, f"need:{need.id}")


def _cards(detail: TopicDetail, width: int) -> Iterator[Line]:
    yield Line(Content())
    yield Line(Content.styled("Cards", HEADING))
    if not detail.decks:
        yield from _sentences("There is no deck on it yet.", width, MUTED)
        return
    for deck in detail.decks:
        count = counted(deck.cards, "card")
        title = fitted(deck.title, max(8, width - len(count) - 2))
        yield Line(padded(title, title.cell_length + 2) + Content.styled(count, MUTED),
                   f"deck:{deck.id}")  # fmt: skip
    recall = detail.bar.recall
    if recall is not None and recall.introduced:
        told = (
            f"Met {recall.introduced:.0%} of them; of those {recall.retrievability:.0%} would be"
            f" remembered today; {recall.lapses_per_100:.0f} lapses in 100 reviews."
        )
        yield from _sentences(told, width, MUTED)


def _projects(detail: TopicDetail, width: int) -> Iterator[Line]:
    if not detail.projects:
        return
    yield Line(Content())
    yield Line(Content.styled("Projects", HEADING))
    for one in detail.projects:
        title = fitted(one.title, max(8, width - len(one.state) - 2))
        yield Line(padded(title, title.cell_length + 2) + Content.styled(one.state, MUTED),
                   f"project:{one.id}")  # fmt: skip


def _answers(detail: TopicDetail, width: int) -> Iterator[Line]:
    yield Line(Content())
    yield Line(Content.styled("Answered questions", HEADING))
    if not detail.answered:
        yield from _sentences("None yet; a asks some on this topic alone.", width, MUTED)
    for item in detail.answered:
        sign, word, style = SIGNS[item.outcome]
        mark = Content.styled(f"{sign} {word:<9}  ", f"bold {style}")
        stem = fitted(item.title, max(4, width - mark.cell_length))
        yield Line(mark + stem, f"answer:{key_of(item)}")
