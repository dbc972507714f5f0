"""Every action of the screen, once: keys, footer, help and palette are views of this table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlprep.tui.action import APP, Action, moving, scrolling
from mlprep.tui.author_actions import AUTHOR
from mlprep.tui.plan_actions import PLAN
from mlprep.tui.stats_actions import STATS
from mlprep.tui.transfer_actions import TRANSFER
from mlprep.tui.work_actions import WORK

__all__ = ["ACTIONS", "APP", "Action", "KeyRow", "key_faults", "key_table"]

_EVERYWHERE = (
    Action("app.help", "Help", "All keys of this screen.", "Go", "? f1", footer=90, run="keys"),
    Action("app.palette", "Commands", "Every action by name.", "Go", "ctrl+p", "ctrl+p :",
           run="command_palette"),
    Action("app.back", "Back", "One level back.", "Go", "escape", footer=96,
           run="go_back"),
    Action("app.quit", "Quit", "Leave mlprep; everything is already saved.", "Go", "ctrl+q"),
    Action("app.next-theme", "Next theme", "Dark, light, high contrast, the terminal's own.",
           "Look", run="next_theme"),
    Action("app.screenshot", "Screenshot", "Save the screen as a picture (SVG).", "Look"),
)  # fmt: skip

_TODAY = (
    Action("today.start", "Start", "Review what is due.", "Study", "enter space", footer=1),
    Action("today.cram", "Cram", "Study ahead: answers are logged, the schedule stays.", "Study",
           "c", footer=1),
    Action("today.more", "More", "A helping beyond the day's limits: 10 new cards, 50 reviews.",
           "Study", "m", footer=4),
    Action("today.minutes", "Ten min", "Ten minutes of what matters most.", "Study", "t",
           footer=4, run="ten_minutes"),
    Action("today.topic", "One topic", "Study only one topic, whatever its turn.", "Study", "o",
           footer=4, run="one_topic"),
    Action("today.undo", "Undo", "Take back the last thing you did.", "Study", "u"),
    Action("today.redo", "Redo", "Do again what was undone.", "Study", "ctrl+r"),
    Action("today.assess", "Assess", "Find your gaps with questions that adapt to you.", "Go",
           "a", footer=2, run="app.open('assess')"),
    Action("today.profile", "Profile", "Your levels against what your role asks for.", "Go", "f",
           footer=3, run="app.open('profile')"),
    Action("today.setup", "Set up", "Who you are and where you want to go.", "Go", "S",
           run="app.open('setup')"),
    Action("today.decks", "Decks", "Decks, cards and their problems.", "Go", "d", footer=4,
           run="app.open('decks')"),
    Action("today.new-card", "New card", "Write a card into a deck of your own.", "Go", "n",
           run="app.open('newcard')"),
    Action("today.search", "Search", "Find cards.", "Go", "/", footer=5,
           run="app.open('decks', 'search')"),
    Action("today.projects", "Projects", "Projects that train your gaps, and routes.", "Go", "w",
           footer=5, run="app.open('projects')"),
    Action("today.plan", "Plan", "The weeks ahead: when each topic is learned.", "Go", "P",
           footer=4, run="app.open('plan')"),
    Action("today.stats", "Statistics", "What you studied, how well you recalled it, what comes.",
           "Go", "T", footer=7, run="app.open('stats')"),
    Action("today.settings", "Settings", "Limits, keys, looks.", "Go", "s", footer=6,
           run="app.open('settings')"),
    Action("today.transfer", "In and out", "Import, export, archive, sync.", "Go", "x",
           run="app.open('transfer')"),
    Action("today.problems", "Problems", "What is wrong in the deck files.", "Go", "p",
           run="app.open('decks', 'problems')"),
    Action("today.doubts", "Edited cards", "Say which edited cards keep their history.", "Go",
           "E"),
    Action("today.leave", "Quit", "Leave mlprep; everything is already saved.", "Go", "q",
           footer=95, run="app.quit"),
    *scrolling("today"),
)  # fmt: skip

_RATE = (
    Action("review.show", "Show", "Show the answer; then rate it Good.", "Answer", "space enter",
           footer=1, run="proceed"),
    Action("review.again", "Again", "You did not know it; or option 1.", "Answer", "1",
           run="digit(1)"),
    Action("review.hard", "Hard", "You knew it with great effort; or option 2.", "Answer", "2",
           run="digit(2)"),
    Action("review.good", "Good", "You knew it; or option 3.", "Answer", "3",
           run="digit(3)"),
    Action("review.easy", "Easy", "You knew it at once; or option 4.", "Answer", "4",
           run="digit(4)"),
    *(Action(f"review.option-{n}", f"Option {n}", f"Pick option {n}.", "Options", str(n),
             run=f"digit({n})") for n in range(5, 10)),
)  # fmt: skip

_CARD = (
    Action("review.line", "Card keys", "From a typed answer to the card's keys, and back to it.",
           "Answer", "tab", footer=2, run="switch_line"),
    Action("review.undo", "Undo", "Take back the last thing you did; first what you just typed.",
           "Card", "u ctrl+z", footer=6),
    Action("review.redo", "Redo", "Do again what was undone.", "Card", "ctrl+r"),
    Action("review.edit", "Edit", "Open the card in your editor and come back to it.", "Card",
           "e", footer=7),
    Action("review.bury", "Bury", "Put the card off until tomorrow.", "Card", "-", "- b",
           footer=8),
    Action("review.bury-siblings", "Bury siblings", "Put off all cards of this note.", "Card",
           "=", "= B"),
    Action("review.suspend", "Suspend", "Take the card out until you ask it back.", "Card", "@",
           "@ x"),
    Action("review.suspend-siblings", "Suspend siblings", "Take out all cards of this note.",
           "Card", "!", "! X"),
    Action("review.mark", "Mark", "Mark the card, or take the mark away.", "Card", "*"),
    Action("review.flag", "Flag", "Give the card a flag: a digit follows.", "Card", "f"),
    Action("review.due", "Set due", "Say in how many days the card is due.", "Card", "d"),
    Action("review.reset", "Reset", "Forget the card's schedule; asks first.", "Card", "R"),
    Action("review.report", "Report", "Note a mistake in the card.", "Card", "r"),
    Action("review.info", "Card info", "Its memory, its history, its file.", "Card", "i"),
    Action("review.deck-options", "Deck options", "Desired retention and file of the deck.",
           "Card", "o"),
)  # fmt: skip

_VIEW = (
    Action("review.maths", "LaTeX source", "Show formulae as their source, or set.", "Look", "m"),
    Action("review.copy", "Copy LaTeX", "Copy the source of the card's formulae.", "Look", "y"),
    Action("review.zoom", "Whole width", "Show wide code on the whole screen.", "Look", "z"),
    Action("review.leave", "End", "End the session; everything is already saved.", "Go", "q",
           footer=95),
    *scrolling("review"),
)  # fmt: skip

_DECKS = (
    Action("decks.open", "Review", "Review the deck; in the list, read the card.", "Study",
           "enter", footer=1),
    Action("decks.cram", "Cram", "Study the deck, or what is found or selected, ahead; the"
           " schedule stays.", "Study", "c", footer=5),
    Action("decks.study", "Study", "Review what is due or new of the cards found or selected.",
           "Study", "s", footer=5),
    Action("decks.search", "Search", "Find cards: words, deck: topic: tag: is: prop: flag:",
           "Study", "/", footer=2),
    Action("decks.problems", "Problems", "What is wrong in the files, and where.", "Files", "p",
           footer=6),
    Action("decks.new-card", "New card", "Write a card into this deck, or your part of it.",
           "Files", "n", footer=5),
    Action("decks.edit", "Edit", "Open the card, or your deck's file, in your editor.", "Files",
           "e", footer=3),
    Action("decks.transfer", "In and out", "Import, export, archive, sync.", "Files", "x", "X",
           run="app.open('transfer')"),
    Action("decks.suspend", "Suspend", "Take the card, or all selected, out of study or back in.",
           "Card", "@", "@ x", footer=4),
    Action("decks.mark", "Mark", "Mark the card, or all selected, or take the mark away.", "Card",
           "*", footer=8),
    Action("decks.flag", "Flag", "Give the card, or all selected, a flag: a digit follows.",
           "Card", "f", footer=9),
    Action("decks.bury", "Bury", "Put the card, or all selected, off until tomorrow, or back.",
           "Card", "-", "- b", footer=11),
    Action("decks.due", "Set due", "Say in how many days the card, or all selected, is due.",
           "Card", "d", footer=10),
    Action("decks.reset", "Reset", "Forget the card's schedule, or that of all selected.", "Card",
           "R"),
    Action("decks.select", "Select", "Select the card, or no longer; keys act on all selected.",
           "Card", "space", footer=8),
    Action("decks.select-all", "Select all", "Select all cards of the list, or none.", "Card",
           "A"),
    Action("decks.info", "Info", "Its memory, its history, its file.", "Card", "i", footer=7),
    Action("decks.report", "Report", "Note a mistake in the card.", "Card", "r"),
    Action("decks.undo", "Undo", "Take back the last thing you did.", "Card", "u", footer=12),
    Action("decks.redo", "Redo", "Do again what was undone.", "Card", "ctrl+r"),
    Action("decks.next-pane", "Next pane", "Tree, list, card.", "Move", "tab",
           run="next_pane(1)"),
    Action("decks.previous-pane", "Previous pane", "Card, list, tree.", "Move", "shift+tab",
           run="next_pane(-1)"),
    *moving("decks", sideways=True),
    Action("decks.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_SETTINGS = (
    Action("settings.change", "Change", "Change the setting under the cursor.", "Settings",
           "enter space", footer=1),
    Action("settings.default", "Default", "Put the setting back to its default.", "Settings",
           "d backspace", footer=2),
    Action("settings.undo", "Undo", "Take back the last change.", "Settings", "u", footer=3),
    Action("settings.redo", "Redo", "Do again what was undone.", "Settings", "ctrl+r", footer=5),
    Action("settings.file", "Edit file", "Open the settings file in your editor.", "Settings",
           "e", footer=4),
    Action("settings.reschedule", "Due days", "Choose all due days anew; shows the load first.",
           "Settings", "n", footer=6, run="app.open('reschedule')"),
    *moving("settings", sideways=False),
    Action("settings.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_SETUP = (
    Action("setup.take", "Next", "Take the option under the cursor and go on; where several may be"
           " chosen only go on.", "Choose", "enter", footer=1),
    Action("setup.toggle", "Choose", "Choose the option under the cursor, or let it go.", "Choose",
           "space", run="pick", footer=2),
    *(Action(f"setup.option-{n}", f"Option {n}", f"Choose option {n}; 0 leaves it out.",
             "Options", str(n), run=f"digit({n})") for n in range(10)),
    Action("setup.type", "Type", "Type minutes or a date of your own.", "Choose", "e", footer=4),
    Action("setup.next", "Next question", "Go to the next question, nothing changed.", "Move",
           "tab right", "tab right l", footer=3, run="turn(1)"),
    Action("setup.previous", "Previous", "Go to the question before.", "Move",
           "shift+tab left backspace", "shift+tab left backspace h", footer=4, run="turn(-1)"),
    Action("setup.down", "Down", "Down in the options.", "Move", "down j", run="move('down')"),
    Action("setup.up", "Up", "Up in the options.", "Move", "up k", run="move('up')"),
    Action("setup.top", "To the top", "To the first option.", "Move", "home g",
           run="move('home')"),
    Action("setup.bottom", "To the end", "To the last option.", "Move", "end G",
           run="move('end')"),
    Action("setup.undo", "Undo", "Take back the last choice.", "Choose", "u", footer=5),
    Action("setup.leave", "Leave", "Leave; what was chosen is kept.", "Go", "q", footer=95),
)  # fmt: skip

_ASSESS = (
    Action("assess.choose", "Begin", "Begin what the cursor is on, or change it.", "Begin",
           "enter space", footer=1),
    Action("assess.quick", "Quick", "Begin 20 questions.", "Begin", "1", run="length('quick')"),
    Action("assess.standard", "Standard", "Begin 45 questions.", "Begin", "2",
           run="length('standard')"),
    Action("assess.deep", "Deep", "Begin up to 90 questions.", "Begin", "3",
           run="length('deep')"),
    Action("assess.focus", "Focus", "Ask about some areas or topics only.", "Begin", "f",
           footer=2, run="choose_focus"),
    Action("assess.everything", "All areas", "Ask about all areas again.", "Begin", "0",
           footer=4),
    Action("assess.rate", "Rate yourself", "Rate yourself in every topic, one key each.", "Begin",
           "w", footer=3),
    *moving("assess", sideways=False),
    Action("assess.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_RATE_ONESELF = (
    *(Action(f"rate.rate-{n}", f"Rate {n}", f"{words}.", "Rate", str(n), run=f"rate({n})")
      for n, words in enumerate(("Never met it", "Heard of it", "Did it with help",
                                 "Do it alone", "Could teach it"))),
    Action("rate.skip", "Skip one", "Leave this one unrated.", "Rate", "enter space", footer=2),
    Action("rate.previous", "One back", "Go back to the one before.", "Rate",
           "backspace left u", "backspace left u h", footer=3),
    Action("rate.rest", "To the questions", "Leave the rest unrated and begin.", "Rate", "s",
           footer=4),
    Action("rate.leave", "Back", "Leave; what was rated is kept.", "Go", "q escape", footer=95),
    *(action for action in scrolling("rate")
      if action.id not in ("rate.left", "rate.right")),
)  # fmt: skip

_SITTING = (
    Action("sitting.answer", "Answer", "Answer with what is typed or picked.", "Answer", "enter",
           footer=1),
    Action("sitting.dont-know", "I don't know", "Say honestly that you don't know.", "Answer",
           "ctrl+n", footer=2),
    Action("sitting.sure", "Sure", "Say before you answer that you are sure; never required.",
           "Answer", "+ f2", footer=3, run="sure(1)"),
    Action("sitting.unsure", "Unsure", "Say before you answer that you are not sure.", "Answer",
           "- f3", footer=4, run="sure(0)"),
    *(Action(f"sitting.option-{n}", f"Option {n}",
             f"Pick option {n}." if n else "Pick “I don't know”.",
             "Options", str(n), run=f"digit({n})") for n in range(10)),
    Action("sitting.maths", "LaTeX source", "Show formulae as their source, or set.", "Look", "m"),
    *scrolling("sitting"),
    Action("sitting.pause", "Pause", "Leave; you go on where you were, whenever you like.", "Go",
           "q escape", footer=95),
)  # fmt: skip

_RESULT = (
    Action("result.open", "Explain", "Explain the answer under the cursor; then the next.",
           "Answers", "enter space", footer=1),
    Action("result.study-card", "Study its card", "Put the card that teaches it into today's"
           " queue.", "Answers", "t", footer=2),
    Action("result.next", "Next", "The next answer.", "Answers", "n right", "n right l",
           run="turn(1)"),
    Action("result.previous", "Previous", "The answer before.", "Answers", "p left", "p left h",
           run="turn(-1)", footer=4),
    Action("result.profile", "Profile", "The whole profile.", "Go", "f", footer=3),
    Action("result.undo", "Undo", "Take back the last thing you did.", "Answers", "u"),
    *moving("result", sideways=False),
    Action("result.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_PROFILE = (
    Action("profile.open", "Open", "Open the area's topics, the topic, or the sitting's answers.",
           "Profile", "enter space", footer=1),
    Action("profile.study-topic", "Study", "Study the topic under the cursor now.", "Profile",
           "s", footer=2),
    Action("profile.role", "Role", "Hold the same answers against another role.", "Profile", "r",
           footer=3),
    Action("profile.assess", "Assess", "Be asked more questions.", "Profile", "a", footer=4),
    Action("profile.seniority", "Seniority", "Junior, mid, senior.", "Profile", "v", footer=6),
    Action("profile.keep-role", "Take role", "Make the role that is shown your own.", "Profile",
           "K"),
    Action("profile.answers", "Answers", "All answers, explained.", "Profile", "x", footer=5),
    Action("profile.all", "All topics", "Open all areas, or close them.", "Profile", "o",
           footer=7),
    Action("profile.pin", "Pin", "Study the topic first, or let the numbers decide again.",
           "Plan", "p", footer=9),
    Action("profile.skip", "Skip", "Leave the topic out of the plan, or take it in again.",
           "Plan", "-", footer=10),
    Action("profile.postpone", "Postpone", "Leave the topic out for two weeks.", "Plan", "z",
           footer=11),
    Action("profile.undo", "Undo", "Take back the last thing you did.", "Plan", "u"),
    Action("profile.pane", "Other column", "Bars, and what to do next.", "Move", "tab shift+tab",
           footer=8),
    *moving("profile", sideways=False),
    Action("profile.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

_TOPIC = (
    Action("topic.open", "Open", "Open what the cursor is on.", "Topic", "enter space", footer=1),
    Action("topic.study-topic", "Study", "Study this topic's cards now.", "Topic", "s", footer=2),
    Action("topic.pin", "Pin", "Study this topic first, or let the numbers decide again.",
           "Plan", "p", footer=4),
    Action("topic.skip", "Skip", "Leave this topic out of the plan, or take it in again.",
           "Plan", "-", footer=5),
    Action("topic.postpone", "Postpone", "Leave this topic out for two weeks.", "Plan", "z",
           footer=6),
    Action("topic.undo", "Undo", "Take back the last thing you did.", "Plan", "u", footer=7),
    Action("topic.assess", "Assess", "Be asked on this topic alone.", "Topic", "a", footer=3),
    *moving("topic", sideways=False),
    Action("topic.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    *_EVERYWHERE,
    *_TODAY,
    *_RATE,
    *_CARD,
    *_VIEW,
    *_DECKS,
    *_SETTINGS,
    *_SETUP,
    *_ASSESS,
    *_RATE_ONESELF,
    *_SITTING,
    *_RESULT,
    *_PROFILE,
    *_TOPIC,
    *PLAN,
    *STATS,
    *WORK,
    *AUTHOR,
    *TRANSFER,
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action with the keys in force, for lists."""

    id: str
    group: str
    title: str
    help: str
    keys: tuple[str, ...]


def key_faults(preset: str, own: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Say what is wrong in the learner's own keys, a sentence each."""
    from mlprep.tui.keys import resolve

    return resolve(preset, own).problems


def key_table(preset: str, own: Mapping[str, Sequence[str]]) -> list[KeyRow]:
    """List every action with its keys, by screen and group."""
    from mlprep.tui.keys import key_label, resolve

    keys = resolve(preset, own)
    return [
        KeyRow(
            action.id,
            f"{action.scope}: {action.group}",
            action.title,
            action.help,
            tuple(key_label(key) for key in keys.of(action.id)),
        )
        for action in ACTIONS
    ]
