"""Makes the helpers here importable as ``tests.content``, and starts the worker of the checks."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# Content is the same on every system: its checks run where processes fork and bash exists.
collect_ignore = ["test_checks.py", "test_running.py"] if sys.platform == "win32" else []

from tests.content.library import checks_of, files_with_checks  # noqa: E402  # needs the path
from tests.content.running import Runners  # noqa: E402  # needs the path


@pytest.fixture(scope="session")
def runner() -> Iterator[Runners]:
    """Start workers that have loaded what the shipped checks import."""
    with Runners(check for path in files_with_checks() for check in checks_of(path)) as started:
        yield started
