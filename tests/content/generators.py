"""Running the generators of the project prompts in tests."""

import contextlib
import csv
import hashlib
import importlib.util
import io
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from tests.content.library import PROJECTS

INPUTS = PROJECTS[0].parent / "inputs"


@cache
def module(name: str) -> ModuleType:
    """A generator as a module, by its file's name."""
    spec = importlib.util.spec_from_file_location(name.removesuffix(".py"), INPUTS / name)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    vars(found)["make"] = cache(vars(found)["make"])  # what is made of a seed is only read
    return found


def run(name: str, *arguments: str) -> str:
    """What a generator prints with these arguments, run within this process."""
    printed = io.StringIO()
    with (
        mock.patch.object(sys, "argv", [name, *arguments]),
        contextlib.redirect_stdout(printed),
    ):
        module(name).main()
    return printed.getvalue()


@cache
def truth(name: str) -> dict[str, Any]:
    """What a generator says it planted."""
    found: dict[str, Any] = json.loads(run(name, "--truth"))
    return found


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file that a generator wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hashes(folder: Path) -> dict[str, str]:
    """A hash of each file of a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
