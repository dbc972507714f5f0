"""The actions of the screen that moves things in and out."""

from mlprep.tui.action import Action, moving

TRANSFER: tuple[Action, ...] = (
    Action("transfer.open", "Choose", "Do what the cursor is on.", "Move things", "enter space",
           footer=1),
    Action("transfer.cards", "Take cards", "Cards of Anki, CSV, Markdown, Mochi, org; shown first.",
           "Move things", "i", footer=2, run="choose('cards')"),
    Action("transfer.decks", "Give decks", "Your decks for Anki, or as CSV, Markdown, JSON.",
           "Move things", "x", footer=3, run="choose('decks')"),
    Action("transfer.sync", "Sync", "Share history and decks with your other devices.",
           "Move things", "y", footer=4, run="choose('sync')"),
    Action("transfer.archive", "Archive", "Everything of yours as text files.", "Move things",
           "w", footer=5, run="choose('archive')"),
    *moving("transfer", sideways=False),
    Action("transfer.leave", "Back", "Back to where you came from.", "Go", "q", footer=95),
)  # fmt: skip
