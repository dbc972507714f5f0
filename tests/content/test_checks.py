"""Every check of the content is run, prints what it says, and proves the answer."""

from pathlib import Path

import pytest
from tests.content.library import BANKS, DECKS, checks_of, entries, files_with_checks, listed, name
from tests.content.proofs import expect_faults, output_faults, wrong_faults
from tests.content.rules import proof_missing, seed_faults
from tests.content.running import Runners, network_faults

CHECKED = files_with_checks()


@pytest.mark.parametrize("path", CHECKED, ids=name)
def test_every_check_prints_what_it_expects(path: Path, runner: Runners) -> None:
    checks = checks_of(path)
    found = [
        f"{check.name}: {fault}"
        for check, outcome in zip(checks, runner.run(checks), strict=True)
        for fault in outcome.faults() or output_faults(check, outcome.out)
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", CHECKED, ids=name)
def test_every_check_proves_the_answer(path: Path) -> None:
    found = [
        f"{check.name}: {fault}"
        for check in checks_of(path)
        for fault in (
            *expect_faults(check),
            *wrong_faults(check),
            *seed_faults(check.source),
            *network_faults(check),
        )
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("path", [*DECKS, *BANKS], ids=name)
def test_what_is_computed_has_a_check(path: Path) -> None:
    found = [f"{one['id']}: {fault}" for one in entries(path) for fault in proof_missing(one)]
    assert not found, listed(found)


def test_every_script_belongs_to_a_check() -> None:
    folders = {path.parent / "checks" for path in (*DECKS, *BANKS)}
    scripts = {script for folder in folders for script in folder.glob("*.py")}
    named = {check.file for path in CHECKED for check in checks_of(path)}
    assert scripts - named == set()
