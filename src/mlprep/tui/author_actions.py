"""The actions of the form for a new card."""

from mlprep.tui.action import Action

AUTHOR: tuple[Action, ...] = (
    Action("newcard.save", "Save", "Append the card to the deck's file; the next one follows.",
           "Card", "ctrl+s f10", footer=1),
    Action("newcard.form", "Form", "Front and back, cloze, typed answer, options.", "Card",
           "f2", footer=2),
    Action("newcard.deck", "Deck", "Choose the deck that takes the card.", "Card", "f3",
           footer=3),
    Action("newcard.reverse", "Both ways", "Ask from back to front too, or not.", "Card", "f4",
           footer=4),
    Action("newcard.maths", "LaTeX source", "Show formulae as their source, or set.", "Look",
           "f5"),
)  # fmt: skip
