"""What a warm ``today`` needs of planning loads no numpy; nothing here reads clock or disk."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import mlprep.planning

FOLDER = Path(str(mlprep.planning.__file__)).parent
LATE = {"forecast.py", "forgetting.py", "outlook.py", "simulation.py", "timeline.py"}
"""Modules that may use numpy; they are imported when a forecast is asked for."""
IMPURE = {"time", "datetime", "os", "pathlib", "random", "secrets", "sqlite3", "subprocess"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_modules_are_pure_and_know_the_domain_alone(path: Path) -> None:
    names = imported(path)
    assert not {name.partition(".")[0] for name in names} & IMPURE
    ours = {name for name in names if name.startswith("mlprep.")}
    assert all(name.startswith(("mlprep.domain", "mlprep.planning")) for name in ours)
    if path.name not in LATE:
        assert not any(name.startswith("numpy") for name in names)
        assert not ours & {f"mlprep.planning.{late.removesuffix('.py')}" for late in LATE}


def test_a_draw_loads_no_numpy() -> None:
    light = [
        f"mlprep.planning.{path.stem}" for path in FOLDER.glob("*.py") if path.name not in LATE
    ]
    code = f"import sys, {', '.join(light)}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
