"""A sitting line by line: ratings, questions, and the answers explained at the end."""

from mlprep.cli.conversation import read_line, tell, text_width, wrapped
from mlprep.study.measuring.answered import AnsweredItem, open_explanations, study_card
from mlprep.study.measuring.asked import AnswerMissing, Asked
from mlprep.study.measuring.self_rating import SCALE, RatingRound
from mlprep.study.measuring.sitting import SittingSession
from mlprep.study.workspace import Workspace
from mlprep.text.lines import plain
from mlprep.text.render import render
from mlprep.text.sanitise import visible

HELP = (
    "Type the answer, or the numbers of the options; :n I don't know (0 where there are"
    " options), :sure or :unsure before an answer, :q pause, :end end the sitting here, :? this."
)
RATING_HELP = (
    "How well do you know each?  "
    + ", ".join(f"{rating} {words}" for rating, words in enumerate(SCALE))
    + "; enter skips one, b goes back, s skips the rest."
)
DONT_KNOW, PAUSE, END = ":n", ":q", ":end"
MEANT = {
    "q": f"{PAUSE} pauses",
    "quit": f"{PAUSE} pauses",
    "?": ":? helps",
    "n": f"{DONT_KNOW} is I don't know",
}
"""Entries that are hardly an answer: an answer is never taken back, so one is asked again."""
SURENESS = {":sure": True, ":unsure": False}


def _rating_help() -> str:
    return "\n".join(wrapped(RATING_HELP))


def rate_topics(rounds: RatingRound) -> bool:
    """Ask for self-ratings; False where the input ended."""
    if rounds.term is not None:
        tell(_rating_help())
    while (term := rounds.term) is not None:
        place = f"{rounds.done + 1}/{len(rounds.terms)}"
        entry = read_line(f"{place} {visible(term.area)}: {visible(term.title)} [0-4] ")
        if entry is None:
            return False
        if entry == "s":
            return True
        if entry == "b":
            rounds.back()
        elif entry == "":
            rounds.skip()
        elif entry in {str(rating) for rating in range(len(SCALE))}:
            rounds.rate(int(entry))
        else:
            tell(_rating_help())
    return True


class PlainSitting:
    """One sitting as a conversation of lines."""

    def __init__(self, session: SittingSession) -> None:
        self.session = session
        self.width = text_width()

    def run(self) -> bool:
        """Ask until the sitting is over; False where it was paused."""
        asked = self.session.next()
        tell(self.session.notice)
        tell("\n".join(wrapped(HELP)))
        while asked is not None:
            if not self._ask(asked):
                self.session.pause()
                return False
            tell(self.session.notice)
            asked = self.session.asked
        return True

    def _ask(self, asked: Asked) -> bool:
        """Show one question and take its answer; False where the learner pauses."""
        tell(f"\n--- {self.session.progress.sentence}")
        tell(self._rendered(asked.stem))
        for number, option in enumerate(asked.options, 1):
            tell(f"{number}. {self._rendered(option)}")
        if asked.several:
            tell("(Several may be right: give all their numbers.)")
        slips: set[str] = set()
        while True:
            unit = f"({visible(asked.unit)}) " if asked.unit else ""
            entry = read_line(f"{unit}> ")
            if entry is None or entry == PAUSE:
                return False
            if entry in MEANT and entry not in slips:
                slips.add(entry)
                tell(f"({MEANT[entry]}; type {entry} once more if it is your answer)")
            elif self._take(asked, entry):
                return True

    def _take(self, asked: Asked, entry: str) -> bool:
        """Answer with an entry; False where it was none."""
        first, _, rest = entry.partition(" ")
        sure = SURENESS.get(first)
        answer = rest.strip() if sure is not None else entry
        if entry in {":?", ":h"}:
            tell("\n".join(wrapped(HELP)))
            return False
        if entry == END:
            self.session.finish()
            return True
        try:
            if answer == DONT_KNOW or (answer == "0" and not asked.is_typed):
                self.session.answer(dont_know=True, sure=sure)
            elif asked.is_typed:
                self.session.answer(typed=answer, sure=sure)
            else:
                self.session.answer(picked=_numbers(answer), sure=sure)
        except AnswerMissing as missing:
            tell(f"({missing}; :? helps)")
            return False
        return True

    def _rendered(self, text: str) -> str:
        return plain(render(text, self.width, wrap_code=True))


def _numbers(entry: str) -> list[int]:
    """Options as numbered on screen, from 1, to indices; what is no number is out of range."""
    parts = entry.replace(",", " ").split()
    return [int(part) - 1 if part.isdecimal() else -1 for part in parts]


WORDS = {"right": "right", "wrong": "wrong", "dont-know": "not known"}


class PlainAnswers:
    """The answers of a sitting, explained one by one."""

    def __init__(self, workspace: Workspace, items: list[AnsweredItem]) -> None:
        self.workspace = workspace
        self.items = items
        self.width = text_width()

    def run(self) -> None:
        """Show each; a number puts a card that teaches it into today's queue."""
        for item in self.items:
            tell(self.explained(item))
            open_explanations(self.workspace, [item])
            if not self._offer(item):
                return

    def _offer(self, item: AnsweredItem) -> bool:
        """Offer the cards; False where the learner has seen enough."""
        cards = [card for card in item.cards if not card.asked_for]
        for number, card in enumerate(cards, 1):
            tell(f"  {number}. study today: {visible(card.title)} ({visible(card.deck)})")
        while True:
            entry = read_line("[enter] next, q ends > ")
            if entry is None or entry == "q":
                return False
            if entry == "":
                return True
            if entry.isdecimal() and 1 <= int(entry) <= len(cards):
                chosen = cards[int(entry) - 1].id
                tell(f"{study_card(self.workspace, item, chosen)}: it comes first today.")

    def explained(self, item: AnsweredItem) -> str:
        """Explain one answer."""
        word = WORDS[item.outcome.value]
        counts = "" if item.counts else ", faster than it can be read: not counted"
        lines = [f"\n--- {item.number}. {visible(item.topic_title)}: {word}{counts}"]
        if not item.is_there:
            return "\n".join([*lines, "This question has left the library."])
        lines.append(self._rendered(item.stem))
        if item.edited:
            lines.append("(The question was changed since.)")
        lines += self._options(item) if item.options else self._typed(item)
        return "\n".join(lines)

    def _typed(self, item: AnsweredItem) -> list[str]:
        unit = f" {item.unit}" if item.unit else ""
        lines = [f"You typed: {visible(item.typed)}"] if item.typed else []
        lines.append(f"Right: {visible(item.answer + unit)}")
        if item.slip:
            lines.append(f"What you typed: {self._rendered(item.slip)}")
        return [*lines, self._rendered(item.rationale)]

    def _options(self, item: AnsweredItem) -> list[str]:
        lines = []
        for option in item.options:
            mark = "right" if option.is_key else "wrong"
            picked = ", picked" if option.picked else ""
            lines.append(f"[{mark}{picked}] {self._rendered(option.text)}")
            if option.why:
                lines.append(self._rendered(option.why))
        return lines

    def _rendered(self, text: str) -> str:
        return plain(render(text, self.width, wrap_code=True))
