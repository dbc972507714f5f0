"""``mlprep keys``: the keys of every screen."""

from argparse import Namespace

from mlprep.cli.main import DONE
from mlprep.cli.output import bold, columns, print_json, say
from mlprep.formats.config import load_config
from mlprep.store.paths import find_paths
from mlprep.tui.actions import key_faults, key_table


def run(args: Namespace) -> int:
    """Print the keys as they are in force."""
    path = find_paths().settings
    config, problems = load_config(path)
    for problem in (*problems, *key_faults(config.keys, config.keymap)):
        say(f"mlprep: {problem}")
    rows = key_table(config.keys, config.keymap)
    if args.json:
        print_json(rows)
        return DONE
    for group in dict.fromkeys(row.group for row in rows):
        print(bold(group))
        lines = [[f"  {', '.join(r.keys)}", r.title, r.id] for r in rows if r.group == group]
        print("\n".join(columns(lines)))
    say(f'Change them in {path}, for instance: [keymap]  "review.undo" = ["u", "ctrl+z"]')
    return DONE
