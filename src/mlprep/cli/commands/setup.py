"""``mlprep setup``: who you are and where you want to go."""

import sys
from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, print_json, say
from mlprep.cli.plain_setup import ask_setup
from mlprep.domain.facts import Json
from mlprep.study.measuring.setting_up import SetupChoices, set_up, setup_choices, skip_setup, told
from mlprep.text.counting import counted


def run(args: Namespace) -> int:
    """Record what was given; without anything given ask for it, or show it."""
    given = _given(args)
    with workspace(args) as opened:
        if given:
            set_up(opened, given)
        elif args.skip:
            skip_setup(opened)
        elif not args.json and sys.stdin.isatty():
            ask_setup(opened)
        choices = setup_choices(opened)
    if args.json:
        print_json(choices)
    else:
        print("\n".join(_lines(choices)))
        say("`mlprep setup --help` says how to change one; `mlprep setup --json` lists them all.")
    return DONE


def _given(args: Namespace) -> dict[str, Json]:
    specialisms = args.specialisms
    named: dict[str, Json] = {
        "background": args.background,
        "role": args.role,
        "seniority": args.seniority,
        "specialisms": None if specialisms is None else _parts(specialisms),
        "minutes_per_day": args.minutes,
        "target_date": args.date,
    }
    return {key: value for key, value in named.items() if value is not None}


def _parts(text: str) -> list[Json]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _lines(choices: SetupChoices) -> list[str]:
    rows = []
    for key, value in choices.now.items():
        ids = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        shown = told(choices, key, ids) or "not chosen"
        if key == "minutes_per_day":
            shown = counted(value, "minute") if isinstance(value, int) and value else "no limit"
        rows.append([key.replace("_", " "), shown])
    return columns(rows)
