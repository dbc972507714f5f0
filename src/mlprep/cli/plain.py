"""Review line by line: prints, reads a line, never moves the cursor; for screen readers too."""

from mlprep.cli.conversation import read_line, tell, text_width
from mlprep.domain.rating import Rating
from mlprep.study.content.reports import add_report
from mlprep.study.review.browsing import FLAGS, MOST_DAYS
from mlprep.study.review.session import AnsweredElsewhere, ReviewSession
from mlprep.study.review.showing import NOTHING_TO_CRAM, Showing
from mlprep.text.cloze import ClozeView
from mlprep.text.counting import counted, duration
from mlprep.text.lines import plain
from mlprep.text.render import render
from mlprep.text.sanitise import visible

HELP = (
    "enter shows the answer, then Good; 1 Again, 2 Hard, 3 Good, 4 Easy; u undo, r redo,"
    " b bury, s suspend, bb and ss with its siblings, m mark, f 1 to f 7 a flag, f 0 none,"
    " d DAYS when it is due, reset as if new, i why it is here, e where the card stands,"
    " report TEXT a mistake in the card, q end, ? this; where an answer is typed, a colon goes"
    " before each word but the last two: :u, :f 2"
)


class PlainReview:
    """One review session as a conversation of lines."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self.width = text_width()
        self._reason = ""

    def run(self) -> None:
        """Ask until the session is at its end or the learner ends it."""
        showing = self.session.next()
        if showing is None:
            tell(NOTHING_TO_CRAM if self.session.cram else "Nothing is due now.")
        else:
            tell(f"({HELP})")
        while showing is not None and self._ask(showing):
            showing = self.session.showing
        self._sum_up()

    def _ask(self, showing: Showing) -> bool:
        """Ask one question; False when the learner ends the session."""
        self._show_front(showing)
        typed = read_line("> " if _wants_entry(showing) else "[enter] ")
        if typed in (None, "q", ":q"):
            return False
        if self._command(typed, showing) or self._misses(typed, showing):
            return True
        proposal = self._reveal(showing, typed)
        return self._rate(showing, typed if _wants_entry(showing) else "", proposal)

    def _misses(self, typed: str, showing: Showing) -> bool:
        """Say so where what was typed can be no answer: the place of no option."""
        count = len(showing.question.order or ())
        if not typed or not showing.question.is_choice:
            return False
        words = typed.replace(",", " ").split()
        if all(one.isascii() and one.isdecimal() and 0 < int(one) <= count for one in words):
            return False
        tell(f"The options are 1 to {count}; several go with commas. ? helps.")
        return True

    def _show_front(self, showing: Showing) -> None:
        progress = self.session.progress
        question = showing.question
        left = f"{progress.left} left, about {max(1, round(progress.minutes_left))} min."
        why = "" if showing.reason == self._reason else showing.reason
        self._reason = showing.reason
        tell(f"\n--- {left} {why}".rstrip())
        tell(self._drawn(question.front, question.gap))
        choices = question.card.choices
        if choices and question.order:
            for shown, index in enumerate(question.order, 1):
                tell(f"{shown}. {self._drawn(choices.options[index].text)}")

    def _reveal(self, showing: Showing, typed: str) -> Rating:
        """Show the answer; returns the rating that enter will give."""
        question, proposal = showing.question, Rating.GOOD
        if _wants_entry(showing):
            right = question.typed_right(typed)
            if question.is_choice:
                right = question.picked_right(_picked(typed))
            proposal = Rating.GOOD if right else Rating.AGAIN
            verdict = "Right" if right else "Not right" if typed else "Not answered"
            tell(f"{verdict}." if right else f"{verdict}: {_answer(showing)}.")
        if question.gap:
            tell(self._drawn(question.front, question.gap, revealed=True))
        if question.card.back or not question.is_typed:
            tell(self._drawn(question.back))
        choices = question.card.choices
        if choices:
            for shown, index in enumerate(question.order, 1):
                if choices.options[index].why:
                    tell(f"{shown}. {self._drawn(choices.options[index].why)}")
        tell(self._drawn(question.card.why))
        return proposal

    def _drawn(self, text: str, gap: int = 0, *, revealed: bool = False) -> str:
        cloze = ClozeView(gap, revealed) if gap else None
        maths = self.session.workspace.config.maths != "source"
        return plain(render(text, self.width, maths=maths, cloze=cloze, wrap_code=True))

    def _rate(self, showing: Showing, typed: str, proposal: Rating) -> bool:
        labels = "  ".join(
            f"{int(r)} {r.label} {label}".rstrip() for r, label in showing.labels.items()
        )
        while True:
            entry = read_line(f"{labels}  [{int(proposal)}] ")
            if entry in (None, "q", ":q"):
                return False
            if entry in {"", "1", "2", "3", "4"}:
                picked = _picked(typed) if showing.question.is_choice else ()
                try:
                    self.session.answer(Rating(int(entry or proposal)), typed, picked=picked)
                    tell(self.session.leech_told)
                except AnsweredElsewhere as told:
                    tell(str(told))
                return True
            if self._command(entry, showing, may_be_answer=False):
                return True
            tell(f"{visible(entry)} is no rating and no command. {HELP}")

    def _command(self, entry: str, showing: Showing, *, may_be_answer: bool = True) -> bool:
        """Carry out a command that was typed instead of an answer; whether it was one."""
        is_typed = may_be_answer and _wants_entry(showing)
        if is_typed and not entry.startswith(":") and entry != "?":
            return False
        told = self._do(entry.removeprefix(":"), showing)
        if told is not None:
            tell(told)
        return told is not None

    def _do(self, name: str, showing: Showing) -> str | None:
        session = self.session
        match name:
            case "u":
                undone = session.undo()
                return f"Undid: {undone}." if undone else "Nothing to undo."
            case "r":
                redone = session.redo()
                return f"Redid: {redone}." if redone else "Nothing to redo."
            case "b" | "bb":
                return session.bury(siblings=name == "bb")
            case "s" | "ss":
                return session.suspend(siblings=name == "ss")
            case "m":
                return session.mark()
            case "reset":
                return session.reset()
            case "i":
                return showing.reason
            case "e":
                return f"{showing.question.card.path}:{showing.question.card.line}"
            case "?":
                return HELP
        return self._do_with_text(name, showing) or self._do_with_number(name)

    def _do_with_text(self, entry: str, showing: Showing) -> str | None:
        """Carry out a command that takes a text."""
        name, _, text = entry.partition(" ")
        if name != "report":
            return None
        if not text.strip():
            return "A text is missing: report TEXT says what is wrong with the card."
        add_report(self.session.workspace, showing.question.card, text)
        return "Noted in your reports; `mlprep reports` lists them."

    def _do_with_number(self, entry: str) -> str | None:
        """Carry out a command that takes a number."""
        name, _, number = entry.partition(" ")
        if name not in ("f", "d"):
            return None
        if not number.isascii() or not number.isdecimal():
            return "A number is missing: f 0 to f 7 sets a flag, d 0 and up the days to due."
        if name == "d":
            return self.session.set_due(min(int(number), MOST_DAYS))
        if int(number) > FLAGS:
            return f"Flags go from 1 to {FLAGS}; 0 takes a flag away."
        return self.session.flag(int(number))

    def _sum_up(self) -> None:
        summary = self.session.summary()
        kept = f", {summary.retention:.0%} remembered" if summary.retention is not None else ""
        waits = ""
        if self.session.showing is None and summary.next_step_ms:
            waits = f" A step comes back in {duration(summary.next_step_ms)}."
        tell(
            f"\nAnswered {summary.answered} in {duration(summary.ms)}{kept}.{waits}"
            f" Tomorrow: {counted(summary.due_tomorrow, 'review')}."
        )


def _wants_entry(showing: Showing) -> bool:
    return showing.question.is_typed or showing.question.is_choice


def _picked(typed: str) -> list[int]:
    return [int(one) - 1 for one in typed.replace(",", " ").split() if one.isdigit()]


def _answer(showing: Showing) -> str:
    """State the right answer; of options their places as shown."""
    typed = showing.question.card.typed
    if typed is not None:
        return f"the answer is {visible(f'{typed.answer} {typed.unit}'.strip())}"
    *others, last = (str(key + 1) for key in sorted(showing.question.keys_shown))
    return "it is " + (f"{', '.join(others)} and {last}" if others else last)
