"""One topic of the profile: what it needs, how it stands, its answers, its cards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from mlprep.domain.skills import Topic
from mlprep.study.answered import AnsweredItem, answered_items
from mlprep.study.profile import Measurement
from mlprep.study.profile_view import TopicBar
from mlprep.study.self_rating import SCALE
from mlprep.study.sitting_facts import read_sittings
from mlprep.study.skill_map import load_skill_map
from mlprep.tui.actions import Action
from mlprep.tui.pieces import MUTED, PRIMARY, counted, fitted, row, said, wrapped
from mlprep.tui.request import AssessRequest
from mlprep.tui.screens.base import StudyScreen
from mlprep.tui.screens.profile import bars
from mlprep.tui.screens.result.text import SIGNS, key_of
from mlprep.tui.widgets.panel import Panel
from mlprep.tui.widgets.rows import Line, Rows

HEADING = f"bold {PRIMARY}"


@dataclass(frozen=True, slots=True)
class View:
    """What is known of a topic."""

    topic: Topic
    area: str
    bar: TopicBar | None
    needs: Sequence[TopicBar]
    level_words: tuple[int, str]
    """The level asked for, rounded, and what somebody on it does; empty where unknown."""
    items: Sequence[AnsweredItem]
    decks: Sequence[str]
    role: str


class TopicScreen(StudyScreen):
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

    def on_screen_resume(self) -> None:
        """Come back from cards or questions."""
        if self.is_mounted:
            self.reload()
        super().on_screen_resume()

    def reload(self) -> None:
        """Read what is known of the topic."""
        view = self._look()
        if view is None:
            self.go_back()
            return
        self.query_one("#head", Panel).show(
            lambda width: row(
                fitted(view.topic.title, width - 24, HEADING), fitted(view.area, 22, MUTED), width
            )
        )
        self.query_one("#rows", Rows).fill(lambda width: list(rows(view, width)))

    def _look(self) -> View | None:
        workspace = self.workspace
        skills = load_skill_map(workspace.library)
        topic = skills.topics.get(self.topic)
        if topic is None:
            return None
        profile = Measurement(workspace).view(self._role, self._seniority)
        bar = profile.topic(topic.id)
        area = skills.areas.get(topic.area)
        needs = [found for one in topic.needs if (found := profile.topic(one)) is not None]
        level = round(bar.required) if bar and bar.required else 0
        words = topic.levels or (area.levels if area else ())
        records = [one for one in read_sittings(workspace) if not one.discarded and not one.is_open]
        return View(
            topic,
            skills.area_title(topic.area),
            bar,
            needs,
            (level, words[level - 1] if 0 < level <= len(words) else ""),
            answered_items(workspace, records, topic=topic.id),
            [one.title for one in workspace.library.decks.values() if one.topic == topic.id],
            profile.role,
        )

    # --------------------------------------------------------------- actions

    def action_move(self, where: str) -> None:
        """Move the cursor."""
        self.query_one("#rows", Rows).go(where)

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open what is clicked."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the topic that is needed first, or the answers explained."""
        kind, _, name = self.query_one("#rows", Rows).cursor.partition(":")
        if kind == "need":
            self.app.push_screen(TopicScreen(name, self._role, self._seniority))
        elif kind == "answer":
            from mlprep.tui.screens.result.screen import ResultScreen

            self.app.push_screen(ResultScreen(topic=self.topic))
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
        kind = self.query_one("#rows", Rows).cursor.partition(":")[0]
        return {"answer": "Explain", "deck": "Study"}.get(kind, "Open")


def rows(view: View, width: int) -> Iterator[Line]:
    """Everything that is known of a topic, below one another."""
    yield from _sentences(view.topic.scope, width, MUTED)
    yield Line(Content())
    yield from _standing(view, width)
    yield from _needs(view, width)
    yield from _cards(view, width)
    yield from _answers(view, width)


def _sentences(told: str, width: int, style: str = "") -> Iterator[Line]:
    for one in wrapped(told, width) if told else ():
        yield Line(said(one, style))


def _standing(view: View, width: int) -> Iterator[Line]:
    bar = view.bar
    if bar is None:
        yield from _sentences("It is not measured: choose its specialism in the setup.", width)
        return
    yield Line(bars.scale(width))
    yield Line(bars.bar_row(fitted("Measured", 20, "bold"), bar, width, hollow=bar.hollow))
    share = f"{bar.share_from_answers:.0%} of what is known comes from answers"
    told = f"{bar.words}; {counted(bar.answered, 'question')} answered; {share}."
    yield from _sentences(told[:1].upper() + told[1:], width)
    if bar.required is not None and bar.short_by > 0:
        told = f"{bar.short_by:.1f} levels under the {bar.required:.1f} that a {view.role} needs."
        yield from _sentences(told, width, "bold")
    level, words = view.level_words
    if words:
        yield from _sentences(f"Level {level}: {words}", width, MUTED)
    if bar.self_rating is not None:
        yield from _sentences(f"You rated yourself: {SCALE[bar.self_rating]}.", width)


def _needs(view: View, width: int) -> Iterator[Line]:
    if not view.topic.needs:
        return
    yield Line(Content())
    yield Line(Content.styled("Needs first", HEADING))
    for one in view.needs:
        title = fitted(one.title, bars.title_width(width))
        yield Line(bars.bar_row(title, one, width, hollow=one.hollow), f"need:{one.id}")


def _cards(view: View, width: int) -> Iterator[Line]:
    yield Line(Content())
    yield Line(Content.styled("Cards", HEADING))
    if not view.decks:
        yield from _sentences("There is no deck on it yet.", width, MUTED)
        return
    for title in view.decks:
        yield Line(fitted(title, width), f"deck:{title}")
    recall = view.bar.recall if view.bar else None
    if recall is not None and recall.introduced:
        told = (
            f"Met {recall.introduced:.0%} of {counted(recall.units, 'card')}; of those"
            f" {recall.retrievability:.0%} would be remembered today;"
            f" {recall.lapses_per_100:.0f} lapses in 100 reviews."
        )
        yield from _sentences(told, width, MUTED)


def _answers(view: View, width: int) -> Iterator[Line]:
    yield Line(Content())
    yield Line(Content.styled("Answered questions", HEADING))
    if not view.items:
        yield from _sentences("None yet; a asks some on this topic alone.", width, MUTED)
    for item in view.items:
        sign, word, style = SIGNS[item.outcome]
        mark = Content.styled(f"{sign} {word:<9}  ", f"bold {style}")
        stem = fitted(item.title, width - mark.cell_length)
        yield Line(mark + stem, f"answer:{key_of(item)}")
