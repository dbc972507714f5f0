"""Make what is generated in this folder: the man page, and the pictures of the screens.

    python docs/build.py man
    python docs/build.py pictures [FOLDER]

Both come from the program itself, so that they never lie.
"""

import os
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
FOLDER = 2
RELEASED = "1790000000"
"""The date in the page's foot, so that making it again changes nothing."""


def man() -> None:
    """Write mlprep.1 from the parser of the command line."""
    made = subprocess.run(
        [
            str(Path(sys.executable).with_name("argparse-manpage")),
            *("--module", "mlprep.cli.parser", "--function", "build_parser"),
            *("--project-name", "mlprep", "--manual-title", "mlprep manual"),
            *("--description", "close the gaps to a machine-learning engineering job"),
            *("--format", "single-commands-section"),
        ],
        env={**os.environ, "COLUMNS": "80", "SOURCE_DATE_EPOCH": RELEASED, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    (DOCS / "mlprep.1").write_text(made.stdout, encoding="utf-8")


def pictures() -> None:
    """Draw the screens of the made-up learner; without a folder only those of the README."""
    from pictures import README, THEMES, draw

    if len(sys.argv) > FOLDER:
        draw(Path(sys.argv[FOLDER]), THEMES)
    else:
        draw(DOCS, ("dark",), README)


if __name__ == "__main__":
    {"man": man, "pictures": pictures}[sys.argv[1]]()
