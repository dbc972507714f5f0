"""The worker that runs checks keeps them apart, in time, and off the network."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.content.library import Check
from tests.content.running import Outcome, Runner, imports_of, network_faults


@pytest.fixture(scope="module")
def plain() -> Iterator[Runner]:
    with Runner(parallel=2) as started:
        yield started


def _check(source: str, lang: str = "python") -> Check:
    return Check("id", {}, lang, source, Path("x.toml"), "", 0.0, ())


def _run(runner: Runner, *sources: str, lang: str = "python") -> list[Outcome]:
    return runner.run([_check(source, lang) for source in sources])


def _printed(runner: Runner, *sources: str, lang: str = "python") -> list[str]:
    return [outcome.out.strip() for outcome in _run(runner, *sources, lang=lang)]


def test_outputs_are_apart_and_in_order(plain: Runner) -> None:
    sources = [f"import time; time.sleep({0.05 * (3 - n)}); print({n})" for n in range(4)]
    assert _printed(plain, *sources) == ["0", "1", "2", "3"]


def test_checks_share_no_names_modules_or_files(plain: Runner) -> None:
    first = "import math; math.pi = 3; x = 1; open('f', 'w').write('x')"
    then = "import math, os; print(round(math.pi, 2), 'x' in globals(), os.listdir())"
    assert _printed(plain, first, then) == ["", "3.14 False []"]


def test_chance_is_the_same_every_time(plain: Runner) -> None:
    source = "import random; print(random.random(), hash('a'))"
    one, other = _printed(plain, source, source)
    assert one == other


def test_a_hang_ends_only_itself(plain: Runner) -> None:
    start = time.monotonic()
    checks = [_check("import time; time.sleep(60)"), _check("print(1)")]
    hanging, fine = plain.run(checks, wall=1.0)
    assert time.monotonic() - start < 30
    assert hanging.timed_out
    assert hanging.faults()
    assert fine.faults() == []
    assert fine.out == "1\n"


def test_endless_computing_is_ended(plain: Runner) -> None:
    (outcome,) = plain.run([_check("while True: pass")], cpu=0.5)
    assert outcome.code < 0
    assert outcome.faults()


def test_slow_checks_are_named() -> None:
    assert Outcome("", "", 0, 2.5, timed_out=False).faults() == [
        "took 2.5 s of computing, at most 2 s"
    ]


def test_errors_are_told(plain: Runner) -> None:
    wrong, left, asserted = _run(
        plain, "1 / 0", "import sys; print(1); sys.exit(3)", "assert 1 == 2, 'no'"
    )
    assert "ZeroDivisionError" in wrong.faults()[0]
    assert (left.code, left.out) == (3, "1\n")
    assert "AssertionError: no" in asserted.faults()[0]


def test_scripts_see_themselves_as_the_main_module(plain: Runner) -> None:
    source = (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'int'\n"
        "if __name__ == '__main__':\n    print(P(1), __file__)"
    )
    assert _printed(plain, source) == ["P(x=1) x.toml"]


def test_the_network_is_refused_but_not_the_machine_itself(plain: Runner) -> None:
    source = "import socket; socket.create_connection(('{}', {}), timeout=1)"
    away, home = _run(plain, source.format("192.0.2.1", 80), source.format("127.0.0.1", 9))
    assert "may not use the network" in away.err
    assert "may not use the network" not in home.err


def test_sql_prints_rows(plain: Runner) -> None:
    assert _printed(
        plain,
        "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x;y'), (2, NULL); SELECT * FROM t; "
        "SELECT COUNT(*) FROM t",
        "SELECT * FROM t",
        lang="sql",
    ) == ["1 x;y; 2 NULL\n2", ""]
    assert "no such table" in _run(plain, "SELECT * FROM t", lang="sql")[0].faults()[0]


def test_bash_is_strict_clean_and_in_an_empty_folder(plain: Runner) -> None:
    found = _run(plain, "ls; echo $PWD | wc -l; echo ${USER-none}", "false | true; echo 1",
                 "echo $unset", lang="bash")  # fmt: skip
    assert found[0].out == "1\nnone\n"
    assert [bool(outcome.faults()) for outcome in found] == [False, True, True]


def test_processes_that_a_check_leaves_are_ended(plain: Runner, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert _printed(plain, f"(sleep 0.6; touch {mark}) & echo 1", lang="bash") == ["1"]
    time.sleep(1)
    assert not mark.exists()


def test_heavy_imports_are_found() -> None:
    source = "import numpy as np, os\nfrom sklearn.metrics import f1_score"
    assert imports_of([_check(source), _check("not python")]) == ["numpy", "sklearn.metrics"]


def test_network_commands_are_found() -> None:
    assert network_faults(_check("x=$(curl https://example.org)", "bash"))
    assert network_faults(_check("cat < /dev/tcp/example.org/80", "bash"))
    assert network_faults(_check("echo curling", "bash")) == []
