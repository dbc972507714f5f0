import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlprep.domain.clock import FixedClock
from mlprep.domain.facts import Fact, FactKind, Json
from mlprep.domain.ids import DeviceId
from mlprep.formats.archive import layout, lines
from mlprep.memory.fold import advance
from mlprep.memory.model import DEFAULT_PARAMETERS
from mlprep.store.history import History

DEVICE = DeviceId("laptop")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
REVIEW_BODIES: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "day": st.integers(-100, 30_000),
        "rating": st.integers(1, 4),
        "ms": st.integers(0, 10**9),
    },
    optional={
        "due_day": st.integers(-100, 30_000),
        "step": st.integers(0, 9),
        "cram": st.booleans(),
        "parameters": TEXT,
        "typed": st.text(max_size=8),
    },
)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    number = draw(st.integers(1, 5000))
    kind = draw(st.sampled_from(FactKind))
    body: dict[str, Json] = draw(
        REVIEW_BODIES if kind is FactKind.REVIEW else st.dictionaries(TEXT, VALUES)
    )
    return Fact(
        DEVICE,
        number,
        draw(st.integers(0, 4_000_000_000_000)),
        kind,
        draw(TEXT),
        body,
        draw(st.integers(1, number)),
        draw(TEXT),
    )


@given(facts())
def test_a_fact_comes_back_from_its_line(fact: Fact) -> None:
    line = lines.line_of(fact)
    assert b"\n" not in line
    back = lines.fact_of(DEVICE, line)
    assert back == fact
    assert repr(dict(back.body)) == repr(dict(lines._sorted(fact.body))), "3 stays 3, 3.0 stays 3.0"
    assert lines.line_of(back) == line


@settings(max_examples=12, deadline=None)
@given(st.lists(facts(), max_size=12))
def test_what_was_read_can_be_recorded_and_written_again(
    tmp_path_factory: pytest.TempPathFactory, found: list[Fact]
) -> None:
    unique = {fact.number: fact for fact in found}
    data = lines.chunk_bytes(unique.values())
    with opened(tmp_path_factory.mktemp("h") / "history") as history:
        history.merge(lines.read_chunk(DEVICE, data).facts)
        stored = history.streams.read(DEVICE, 1, 5000)
        assert history.verify() == []
    assert lines.chunk_bytes(stored) == data


def opened(path: Path) -> History:
    return History.open(
        path, clock=FixedClock(0), advance=advance, default_parameters=DEFAULT_PARAMETERS
    )


VERSIONS = st.lists(
    st.dictionaries(st.integers(1, 30), st.just(None), max_size=20).map(
        lambda numbers: b"".join(line(number) + b"\n" for number in numbers)
    ),
    min_size=1,
    max_size=4,
)


def line(number: int) -> bytes:
    return lines.line_of(Fact(DEVICE, number, number, FactKind.MARK, f"card-{number}"))


@given(VERSIONS, st.randoms(use_true_random=False))
def test_the_order_of_uniting_leaves_no_trace(versions: list[bytes], rng: object) -> None:
    shuffled = list(versions)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    united = lines.joined(DEVICE, *versions)
    assert lines.joined(DEVICE, *shuffled) == united == lines.joined(DEVICE, united, *versions)
    numbers = [fact.number for fact in lines.read_chunk(DEVICE, united).facts]
    assert numbers == sorted(set(numbers))
    assert set(numbers) == {
        f.number for one in versions for f in lines.read_chunk(DEVICE, one).facts
    }


def test_a_line_that_was_cut_short_is_replaced_by_the_whole_one() -> None:
    whole = line(1) + b"\n" + line(2) + b"\n"
    cut = whole[:-9]
    assert [f.number for f in lines.read_chunk(DEVICE, cut).facts] == [1]
    assert lines.read_chunk(DEVICE, cut).faults == [lines.Fault(2, "this is no line of JSON")]
    assert lines.joined(DEVICE, cut, whole) == whole == lines.joined(DEVICE, whole, cut)


def test_what_a_newer_program_wrote_is_kept_though_it_cannot_be_read() -> None:
    newer = b'{"n":2,"at":5,"kind":"telepathy"}'
    chunk = lines.read_chunk(DEVICE, newer)
    assert chunk.faults[0].what == "this mlprep knows no facts of the kind 'telepathy'"
    assert lines.joined(DEVICE, newer, b"rubbish", line(3)) == line(3) + b"\n" + newer + b"\n"


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | VALUES.map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_rubbish_gives_a_sentence(data: bytes) -> None:
    for fault in lines.read_chunk(DEVICE, data).faults:
        assert fault.line >= 1
        assert fault.what


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('{"n":0,"at":1,"kind":"mark"}', "running number"),
        ('{"n":true,"at":1,"kind":"mark"}', "running number"),
        ('{"n":1,"at":-5,"kind":"mark"}', "instant"),
        ('{"n":1,"at":1e300,"kind":"mark"}', "instant"),
        ('{"n":1,"at":1,"kind":["mark"]}', "knows no facts"),
        ('{"n":1,"at":1,"kind":"mark","action":2}', "action"),
        ('{"n":1,"at":1,"kind":"mark","subject":3}', "subject"),
        ('{"n":1,"at":1,"kind":"mark","subject":"\\ud800"}', "Unicode"),
        ('{"n":1,"at":1,"kind":"mark","body":[1]}', "body"),
        ('{"n":1,"at":1,"kind":"mark","body":{"a":NaN}}', "JSON"),
        ('{"n":1,"at":1,"kind":"mark","body":{"a":[1e999]}}', "finite"),
        ('{"n":1,"at":1,"kind":"mark","body":{"a":' + "[" * 40 + "]" * 40 + "}}", "deeply"),
        ("[" * 100_000, "JSON"),
        ('{"n":1,"at":1,"kind":"review"}', "whole number for day"),
        ('{"n":1,"at":1,"kind":"review","body":{"day":1,"rating":5,"ms":1}}', "1-4"),
        ('{"n":1,"at":1,"kind":"review","body":{"day":1,"rating":1,"ms":-1}}', "ms lies"),
        ('{"n":1,"at":1,"kind":"review","body":{"day":1,"rating":1,"ms":1,"due_day":1,"due_at":1}}',
         "not both"),
        ('{"n":1,"at":1,"kind":"review","body":{"day":3000000,"rating":1,"ms":1}}', "day lies"),
        ('{"n":1,"at":1,"kind":"set-due","body":{"day":1,"due_day":' + "9" * 20 + "}}",
         "due_day lies"),
        ('{"n":1,"at":1,"kind":"bury","body":{"until":' + "9" * 20 + "}}", "until lies"),
    ],
)  # fmt: skip
def test_what_the_history_would_refuse_is_refused_before(row: str, what: str) -> None:
    with pytest.raises(lines.LineError, match=what):
        lines.fact_of(DEVICE, row.encode())


@pytest.mark.parametrize(
    "path",
    ["../x", "decks/../x", "/decks/x", "decks//x", "decks/.git/config", "decks/a:b", "decks/con",
     "decks/nul.toml", "decks/a\\b", "decks/x ", "decks/x.", "decks/x~", "other/x", "decks",
     "decks/e\u0301.toml", "decks/\x1b.toml", "decks/" + "a/" * 12 + "b", "decks/" + "a" * 201],
)  # fmt: skip
def test_names_that_are_no_own_file(path: str) -> None:
    assert not layout.is_own(path)


def test_names() -> None:
    assert layout.is_own("decks/ml/Häufige Fragen.toml")
    assert layout.chunk_path("ab12", 1) == layout.chunk_path("ab12", 1000)
    assert layout.chunk_path("ab12", 1001) == "facts/ab12/0001001.jsonl"
    assert layout.device_of("facts/ab12/0001001.jsonl") == "ab12"
    assert layout.device_of("facts/AB/0000001.jsonl") is None
    assert layout.device_of("facts/../0000001.jsonl") is None
    for copy in (
        "decks/own.sync-conflict-20261121-101010-ABCDEF7.toml",
        "decks/own (Anna's conflicted copy 2026-11-21).toml",
        "decks/own (conflicted copy 2026-11-21 101010).toml",
        "decks/own(Case Conflict).toml",
        "decks/own (conflict 2026-11-21-10-10-10).toml",
    ):
        assert layout.copy_of(copy) == "decks/own.toml"
    for own in ("conflict resolution", "Ethics (conflict of interest)", "git.sync-conflict-basics"):
        assert layout.copy_of(f"decks/{own}.toml") is None
    clash = layout.clash_path("decks/own.toml", b"x")
    assert layout.clash_of(clash) == "decks/own.toml"
    assert layout.is_own(clash)
