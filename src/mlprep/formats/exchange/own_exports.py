"""Which files are exports of cards that this program wrote, and may thus be written again."""

import csv
import re
import zipfile
from pathlib import Path
from typing import Final

from mlprep.formats.exchange.anki.writing import COMMENT
from mlprep.formats.exchange.delimited.own_csv import COLUMNS
from mlprep.formats.exchange.own_json import FORMAT
from mlprep.formats.exchange.zip_damage import DAMAGED

_LONGEST_HEAD: Final = 10_000
_MARKDOWN: Final = re.compile(r"---\nname = [^\n]*\nmlprep = \d+\n---\n")


def is_own_export(path: Path) -> bool:
    """Whether a file is an export of cards in the format that its ending names.

    An empty file counts as one: nothing is lost with it.  Raises ``OSError`` where it cannot
    be read.
    """
    if path.stat().st_size == 0:
        return True
    ending = path.suffix.lower()
    if ending == ".apkg":
        return _is_package(path)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        head = file.read(_LONGEST_HEAD)
    if ending == ".csv":
        return tuple(next(csv.reader(head.splitlines()[:1]), [])) == COLUMNS
    if ending == ".md":
        return _MARKDOWN.match(head) is not None
    return ending == ".json" and head.startswith(f'{{"format": "{FORMAT}"')


def _is_package(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == COMMENT
    except DAMAGED:
        return False
