"""Damaged and hostile packages: refused with a sentence, or read without harm."""

import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.formats import ankifiles

from mlprep.formats.archive.layout import is_own
from mlprep.formats.exchange.anki import archive, database, wire
from mlprep.formats.exchange.anki.guids import card_id, guid_of
from mlprep.formats.exchange.anki.reading import read_package
from mlprep.formats.exchange.anki.templates import fill
from mlprep.formats.exchange.collection import Collection, ExchangeError, LogKind, Memory
from mlprep.formats.exchange.own_exports import is_own_export
from mlprep.formats.exchange.reading import read_file

SEVERAL = settings(max_examples=60, deadline=None,
                   suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of a sound database, whose bytes would fill a report of a failure."""
    path = tmp_path_factory.mktemp("sound") / "collection"
    log = tuple((1_789_500_000_000 + at, 2, 3, at, 2500, 900, min(at, 1)) for at in range(1, 9))
    ankifiles.database(path, cards=({"id": 2, "type": 2, "queue": 2, "ivl": 8},), log=log)
    return path


@pytest.fixture(scope="module")
def sound(stored: Path) -> bytes:
    """Give the bytes of a sound database."""
    return stored.read_bytes()


def outcome(path: Path) -> Collection | str:
    """Read a package, or tell why it is refused."""
    try:
        return read_file(path)
    except ExchangeError as told:
        return str(told)


def refused(path: Path) -> str:
    with pytest.raises(ExchangeError) as told:
        read_file(path)
    return str(told.value)


def test_what_is_no_package_is_refused(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(b"nothing")
    assert "no whole Anki package" in refused(path)
    ankifiles.package(path, sound, entry="other")
    assert "no Anki collection" in refused(path)
    ankifiles.package(path, b"SQLite format 3\x00" + b"\x00" * 2000)
    assert "damaged" in refused(path)
    ankifiles.package(path, sound[: len(sound) // 2])
    assert "damaged" in refused(path)
    whole = ankifiles.package(path, sound).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "no whole Anki package" in refused(path)


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "a/../../b", "..\\evil", "C:\\x"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, sound: bytes, name: str) -> None:
    path = ankifiles.package(tmp_path / "x.apkg", sound, others={name: b"evil"})
    assert "outside of its folder" in refused(path)


@pytest.mark.parametrize("name", ["../../evil.png", "/x.png", "con.png", ".png", "a\x00b.png",
                                  "a" * 400 + ".png", "x y(1).png", "-rf.png", "深" * 90 + ".png",
                                  "\u1112\u1161\u11ab.png"])  # fmt: skip
def test_pictures_with_hostile_names_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    front = f'<img src="{name}">\x1fBack'
    data = ankifiles.database(tmp_path / "c", notes=((1, "guid", front, ""),)).read_bytes()
    media = json.dumps({"0": name}).encode()
    path = ankifiles.package(tmp_path / "x.apkg", data, media=media, others={"0": b"PNG"})
    collection = read_package(path)
    folder = tmp_path / "out"
    targets = {folder / one: one for one in collection.media}
    collection.save_media(targets)
    assert {one.resolve().parent for one in folder.rglob("*")} <= {folder.resolve()}
    assert all(one == archive.safe_name(one) for one in collection.media)
    assert all(is_own(f"decks/media/{one}") for one in collection.media)


def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    packer = zstandard.ZstdCompressor().compressobj()
    piece = b"\x00" * 2**20
    bomb = b"".join([*(packer.compress(piece) for _ in range(300)), packer.flush()])
    path = tmp_path / "bomb.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.writestr("collection.anki21b", bomb)
    tracemalloc.start()
    try:
        assert "unpacks to more than" in refused(path)
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


def test_another_schema_and_another_database_are_refused(tmp_path: Path) -> None:
    data = ankifiles.database(tmp_path / "c", change={"ver": 99}).read_bytes()
    assert "schema 99" in refused(ankifiles.package(tmp_path / "x.apkg", data))
    data = ankifiles.database(tmp_path / "d", change={"models": "[1]"}).read_bytes()
    assert "not laid out" in refused(ankifiles.package(tmp_path / "y.apkg", data))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["x.apkg", "x.mochi"])
def test_a_zip_with_another_name_or_other_bytes_inside_is_refused(
    tmp_path: Path, name: str, method: int
) -> None:
    path = tmp_path / name
    entry = "data.json" if path.suffix == ".mochi" else "collection.anki2"
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr(entry, b"{}" * 100)
    whole = bytearray(path.read_bytes())
    whole[30 + len(entry) + 20] ^= 0xFF  # in what is packed
    path.write_bytes(whole)
    assert "again" in refused(path)
    whole[7] |= 8  # names are UTF-8
    whole[30] = 0xFF  # in a local name
    path.write_bytes(whole)
    assert "no whole" in refused(path)
    listed = whole.index(b"PK\x01\x02")
    whole[listed + 9] |= 8
    whole[listed + 46] = 0xFF  # in a listed name
    path.write_bytes(whole)
    assert "no whole" in refused(path)
    assert not is_own_export(path)


@SEVERAL
@given(st.data())
def test_a_package_with_flipped_bytes_is_read_or_refused(
    tmp_path: Path, stored: Path, data: st.DataObject
) -> None:
    broken = bytearray(stored.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    path = ankifiles.package(tmp_path / "x.apkg", bytes(broken))
    told = outcome(path)
    assert isinstance(told, Collection) or str(path) in told


@SEVERAL
@given(st.binary(max_size=200), st.integers(0, 4000))
def test_a_zip_with_foreign_bytes_is_read_or_refused(
    tmp_path: Path, stored: Path, junk: bytes, at: int
) -> None:
    path = ankifiles.package(tmp_path / "x.apkg", stored.read_bytes())
    whole = path.read_bytes()
    at %= len(whole)
    path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    told = outcome(path)
    assert isinstance(told, Collection) or str(path) in told


@SEVERAL
@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.text(max_size=30),
    st.tuples(*[st.integers(-(2**62), 2**62)] * 7),
)
def test_any_texts_and_numbers_are_read(
    tmp_path: Path, front: str, back: str, guid: str, numbers: tuple[int, ...]
) -> None:
    kind, queue, due, ivl, factor, left, flags = numbers
    path = tmp_path / "c"
    path.unlink(missing_ok=True)
    texts = f"{front}\x1f{back}".encode("utf-8", "replace").decode()
    ankifiles.database(
        path,
        notes=((1, guid.encode("utf-8", "replace").decode(), texts, "a b"),),
        cards=({"id": 2, "type": kind, "queue": queue, "due": due, "ivl": ivl,
                "factor": factor, "left": left, "flags": flags},),
        log=((due, 2, kind, ivl, factor, left, queue),),
    )  # fmt: skip
    collection = read_package(ankifiles.package(tmp_path / "x.apkg", path.read_bytes()))
    assert len(collection.notes) <= 1
    for note in collection.notes:
        assert (note.front and note.back) or note.answer


def test_a_log_that_begins_in_the_middle_starts_from_the_interval(tmp_path: Path) -> None:
    log = (
        (1_789_100_000_000, 2, 3, 30, 300, 5000, 1),
        (1_789_200_000_000, 2, 3, 60, 300, 5000, 1),
    )
    card = {"id": 2, "type": 2, "queue": 2, "due": 70, "ivl": 60, "data": '{"s":61.5,"d":4.5}'}
    path = ankifiles.database(tmp_path / "c", cards=(card,), log=log)
    (note,) = read_package(ankifiles.package(tmp_path / "x.apkg", path.read_bytes())).notes
    first, second = note.cards[0].log
    assert isinstance(first.memory, Memory)
    assert first.memory == pytest.approx((30.0, (0.3 - 0.1) * 9 + 1))
    assert second.memory is None
    data = ankifiles.database(tmp_path / "d", cards=(card,)).read_bytes()
    (note,) = read_package(ankifiles.package(tmp_path / "y.apkg", data)).notes
    schedule = note.cards[0].schedule
    assert schedule is not None
    assert schedule.memory == Memory(61.5, 4.5)
    assert schedule.due_day is not None
    assert schedule.last_day == schedule.due_day - 60


def test_steps_learned_again_and_resets_begin_a_memory_anew(tmp_path: Path) -> None:
    kinds = [(3, 5, 0), (3, 9, 1), (0, 0, 4), (3, -600, 0), (3, 4, 0), (3, 8, 1)]
    log = tuple(
        (1_789_100_000_000 + at, 2, ease, ivl, 0 if kind == 4 else 2500, 100, kind)
        for at, (ease, ivl, kind) in enumerate(kinds)
    )
    path = ankifiles.database(tmp_path / "c", cards=({"id": 2, "type": 2, "due": 3},), log=log)
    (note,) = read_package(ankifiles.package(tmp_path / "x.apkg", path.read_bytes())).notes
    assert [one.kind for one in note.cards[0].log] == [
        LogKind.REVIEW, LogKind.REVIEW, LogKind.RESET, *[LogKind.REVIEW] * 3,
    ]  # fmt: skip
    without = (*log[:2], *log[3:])
    path = ankifiles.database(tmp_path / "d", cards=({"id": 2, "type": 2, "due": 3},), log=without)
    (note,) = read_package(ankifiles.package(tmp_path / "y.apkg", path.read_bytes())).notes
    assert [one.kind for one in note.cards[0].log] == [
        LogKind.REVIEW, LogKind.REVIEW, LogKind.RESET, *[LogKind.REVIEW] * 3,
    ]  # fmt: skip


LOGS = st.lists(
    st.tuples(
        st.sampled_from([2, 3]),
        st.integers(0, 5) | st.integers(1, 4),
        st.integers(-(2**63), 2**63 - 1) | st.integers(-900, 60),
        st.sampled_from([0, 900, 2500]),
        st.integers(-9, 90_000),
        st.sampled_from([0, 1, 2]) | st.integers(0, 5),
    ),
    max_size=8,
)


@given(LOGS, st.integers(0, 3))
@SEVERAL
def test_plain_logs_are_read_as_they_are_row_by_row(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: list[tuple[int, int, int, int, int, int]],
    kind: int,
) -> None:
    cards = tuple({"id": at, "ord": at - 2, "type": kind, "queue": kind, "left": 1001, "due": 9}
                  for at in (2, 3))  # fmt: skip
    rows = tuple((1_789_100_000_000 + 9 * at, *row) for at, row in enumerate(log))
    path = tmp_path / "c"
    path.unlink(missing_ok=True)
    data = ankifiles.database(path, cards=cards, log=rows).read_bytes()
    package = ankifiles.package(tmp_path / "x.apkg", data)
    notes = read_package(package).notes
    with monkeypatch.context() as patch:
        patch.setattr(database, "_ANY_ODD", "SELECT 1")
        assert read_package(package).notes == notes


@given(st.text(min_size=1, max_size=30))
def test_a_guid_comes_back_from_its_id(guid: str) -> None:
    name = card_id(guid)
    if len(guid.encode("utf-8", "surrogatepass")) <= 40 and not guid.startswith("mlprep:"):
        assert guid_of(name) == guid
    assert card_id(guid_of("own-card")) == "own-card"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_none(data: bytes) -> None:
    try:
        list(wire.fields(data))
    except wire.WireError:
        return
    assert wire.number(data, 3) is not None


def test_pictures_are_found_by_the_name_that_the_text_has_encoded(tmp_path: Path) -> None:
    note = (1, "guid", '<img src="a%20b.png">\x1f<img src="c%d.png">', "")
    path = ankifiles.database(tmp_path / "db", notes=(note,))
    media = json.dumps({"0": "a b.png", "1": "c%d.png"}).encode()
    pictures = {"0": b"\x89PNG0", "1": b"\x89PNG1"}
    found = read_package(
        ankifiles.package(tmp_path / "x.apkg", path.read_bytes(), media=media, others=pictures)
    )
    assert found.remarks == ()
    assert len(found.media) == 2


def test_a_sound_behind_a_word_is_no_reading_of_it() -> None:
    filled = fill("{{furigana:F}} {{kana:F}}", {"F": "猫[ねこ] neko[sound:neko.mp3]"})
    assert filled.html == "猫 (ねこ) neko[sound:neko.mp3] ねこ neko[sound:neko.mp3]"
