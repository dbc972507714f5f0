"""``mlprep today``: what is due, how long it will take, and why."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import bold, columns, print_json
from mlprep.study.today import Today, today


def run(args: Namespace) -> int:
    """Print today."""
    with workspace(args) as opened:
        seen = today(opened)
    if args.json:
        print_json(seen)
    else:
        print("\n".join(lines(seen)))
    return DONE


def lines(seen: Today) -> list[str]:
    """Say today in a few lines."""
    if not seen.cards:
        return ["There are no cards yet.  `mlprep doctor` says where your decks folder is."]
    told = [bold(_headline(seen)), *_decks(seen), "", *_figures(seen), *seen.notes]
    if seen.problems:
        told.append(f"{seen.problems} problems in deck files: `mlprep deck check` lists them.")
    return told


def _headline(seen: Today) -> str:
    if not seen.due:
        return "Nothing is due." + (f"  Tomorrow: {seen.forecast[0]}." if seen.forecast else "")
    parts = [(seen.steps, "in steps"), (seen.reviews, "to review"), (seen.new, "new")]
    told = ", ".join(f"{count} {word}" for count, word in parts if count)
    return f"Today: {told}; about {max(1, round(seen.minutes))} min."


def _decks(seen: Today) -> list[str]:
    rows = [[deck.title, str(deck.steps + deck.reviews), str(deck.new)] for deck in seen.decks]
    return columns([["deck", "due", "new"], *rows], right=(1, 2)) if rows else []


def _figures(seen: Today) -> list[str]:
    streak = f"Streak: {seen.streak} day{'s' * (seen.streak != 1)}."
    studied = f"Answered today: {seen.studied} in {round(seen.studied_ms / 60_000)} min."
    ahead = "Next days: " + " ".join(map(str, seen.forecast)) + "."
    retention = (
        f"Remembered in the last four weeks: {seen.retention:.0%}"
        f" (you aim for {seen.desired_retention:.0%})."
        if seen.retention is not None
        else ""
    )
    return [line for line in (f"{streak}  {studied}", ahead, retention) if line]
