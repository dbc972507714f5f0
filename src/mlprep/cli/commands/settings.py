"""``mlprep settings``: show the study settings, or change one."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, print_json, say
from mlprep.domain.settings import SettingError, with_setting
from mlprep.study.preferences import change, setting_rows

NAMED_IN_THE_LIBRARY = frozenset({"role", "background", "specialisms"})
"""Settings whose value names something that the library holds."""


def run(args: Namespace) -> int:
    """Show or change."""
    key, is_assigned, value = (args.key or "").partition("=")
    if is_assigned and args.value is None:
        raise SettingError(
            f"no setting is called {args.key!r}; try `mlprep settings {key} {value}`"
        )
    named = args.value is not None and args.key in NAMED_IN_THE_LIBRARY
    with workspace(args, refresh=named) as opened:
        if args.value is not None:
            settings = change(opened, args.key, args.value)
            say(f"{args.key} is now {getattr(settings, args.key)}")
        elif args.key is not None:
            with_setting(opened.settings, args.key, getattr(opened.settings, args.key, None))
        rows = [row for row in setting_rows(opened.settings) if args.key in (None, row.key)]
        path = opened.paths.settings
    if args.json:
        print_json({row.key: row.value for row in rows})
    else:
        print("\n".join(columns([[row.key, row.shown, row.explanation] for row in rows])))
        if args.key is None:
            say(f"Looks and keys stand in {path}.")
    return DONE
