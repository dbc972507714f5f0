"""Collections built with Anki itself, the oracle of import and export."""

import itertools
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId, FilteredDeckConfig, UpdateDeckConfigs

if TYPE_CHECKING:
    from anki.cards import CardId
    from anki.dbproxy import DBProxy
    from anki.notes import Note

DAY_S = 86_400
FACES = ("Front", "Back")
NO_HISTORY = (0, 0, 0)


@dataclass(frozen=True)
class Row:
    """A card as Anki has it."""

    guid: str
    ord: int
    deck: str
    type: int
    queue: int
    due: int
    flag: int
    tags: tuple[str, ...]
    stability: float | None
    difficulty: float | None
    reviews: tuple[tuple[int, int, int], ...]
    """Instant (ms), rating, milliseconds; cram and manual entries left out."""


def opened(path: Path) -> Collection:
    """Open a collection, begin one where there is none."""
    return Collection(str(path))


def database(collection: Collection) -> "DBProxy":
    """Give the database of an open collection."""
    assert collection.db is not None
    return collection.db


def use_fsrs(collection: Collection) -> None:
    """Turn FSRS on, which works out the memory states of all cards anew."""
    known = collection.decks.get_deck_configs_for_update(DeckId(1))
    configs = [one.config for one in known.all_config]
    collection.decks.update_deck_configs(
        UpdateDeckConfigs(
            target_deck_id=1, configs=configs, limits=known.current_deck.limits, fsrs=True
        )
    )


def add(
    collection: Collection, kind: str, deck: str, *values: str, tags: tuple[str, ...] = ()
) -> "Note":
    """Add a note."""
    model = collection.models.by_name(kind)
    assert model is not None
    note = collection.new_note(model)
    for at, value in enumerate(values):
        note.fields[at] = value
    note.tags = list(tags)
    number = collection.decks.id(deck)
    assert number is not None
    collection.add_note(note, number)
    return note


_MEANING = "{{FrontSide}}<hr id=answer>{{Meaning}}{{#Example}}<br><i>{{Example}}</i>{{/Example}}"
_TEMPLATES = (
    ("Meaning", "What does <b>{{Word}}</b> mean?", _MEANING),
    ("Gap", "{{#Example}}Fill: {{text:Example}}{{/Example}}", "{{Word}}{{tts en_US:Word}}"),
)


def custom_type(collection: Collection) -> str:
    """Make a note type with three fields, a condition, and two cards that are no reverses."""
    models = collection.models
    model = models.new("Vocabulary")
    for name in ("Word", "Meaning", "Example"):
        models.add_field(model, models.new_field(name))
    for name, front, back in _TEMPLATES:
        template = models.new_template(name)
        template["qfmt"], template["afmt"] = front, back
        models.add_template(model, template)
    models.add(model)
    return "Vocabulary"


def study_by_log(collection: Collection, cards: list[int], reviews: int, seed: int) -> None:
    """Write a review log round the rollover of many days, and cards that fit its end."""
    rng = random.Random(seed)  # noqa: S311  # made-up reviews are no secrets
    cutoff = collection.sched.day_cutoff
    today = collection.sched.today
    each = reviews // len(cards)
    taken: set[int] = set()
    log: list[tuple[Any, ...]] = []
    for card in cards:
        ago = rng.randint(200, 700)
        last_ivl, kind, ivl = 0, 0, 0
        at = 0
        for number in range(each):
            # Minutes before and after the hour at which the day turns.
            offset = rng.choice((-120, -1, 1, 60, 3600, 40_000))
            at = (cutoff - DAY_S * ago + offset) * 1000 + rng.randrange(1000)
            while at in taken:
                at += 1
            taken.add(at)
            rating = rng.choices((1, 2, 3, 4), (2, 1, 6, 1))[0]
            ivl = -600 if number == 0 and rating < 3 else rng.randint(1, 60)
            if kind == 1 and rating == 1:
                ivl = -600
            log.append((at, card, -1, rating, ivl, last_ivl, 500, rng.randint(500, 30_000), kind))
            kind = (2 if kind else 0) if ivl < 0 else 1
            last_ivl = ivl
            left = each - number
            ago -= 0 if ivl < 0 else min(rng.randint(0, 2 * ago // left), ago - 2)
        day = today - (cutoff - at // 1000 - 1) // DAY_S
        _place(collection, card, kind, (day, ivl, at), each)
    database(collection).executemany(
        "INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(log)
    )


def _place(
    collection: Collection, card: int, kind: int, last: tuple[int, int, int], reps: int
) -> None:
    day, ivl, at = last
    if ivl < 0:
        values = (3 if kind == 2 else 1, 1, at // 1000 + 600, 0, 1001)
    else:
        values = (2, 2, day + ivl, ivl, 0)
    database(collection).execute(
        "UPDATE cards SET type = ?, queue = ?, due = ?, ivl = ?, left = ?, factor = 2500,"
        " reps = ? WHERE id = ?",
        *values, reps, card,
    )  # fmt: skip


def everything(folder: Path) -> Collection:
    """Build a collection with every kind of card and state that import must understand."""
    collection = opened(folder / "collection.anki2")
    collection.crt -= 800 * DAY_S
    collection.close()
    collection = opened(folder / "collection.anki2")
    (Path(collection.media.dir()) / "curve 1.png").write_bytes(b"\x89PNG" * 9)
    (Path(collection.media.dir()) / "word.mp3").write_bytes(b"ID3")
    vocabulary = custom_type(collection)
    studied = [
        add(collection, "Basic", f"ML::Deep {number % 3}", f"Question {number}?",
            f"<b>Answer</b> {number}", tags=("nets", f"chapter{number % 4}"))
        for number in range(120)
    ]  # fmt: skip
    studied += [
        add(collection, "Basic (and reversed card)", "ML::Words", f"front {number}",
            f"back {number}")
        for number in range(30)
    ]  # fmt: skip
    studied += [
        add(collection, "Cloze", "Maths", rf"{{{{c1::A}}}} and {{{{c2::\(x^{at}\)}}}}", "more")
        for at in range(30)
    ]
    studied += [
        add(collection, vocabulary, "Spanish", f"palabra {number}", f"word {number}",
            f"La palabra {number}")
        for number in range(20)
    ]  # fmt: skip
    cards = [card for note in studied for card in note.card_ids()]
    study_by_log(collection, list(map(int, cards)), 10_080, 5)
    _cut_logs(collection)
    _odd_notes(collection)
    use_fsrs(collection)
    _states(collection, cards)
    collection.fix_integrity()  # fills in what only Anki knows
    return collection


def _cut_logs(collection: Collection) -> None:
    """Add cards whose log begins in the middle: by SM-2, by FSRS, with one entry, with none."""
    cutoff, today = collection.sched.day_cutoff, collection.sched.today
    for at, (factor, entries) in enumerate(((2300, 3), (450, 3), (2500, 1), (2100, 0))):
        note = add(collection, "Basic", "Cut", f"cut {at}", "answer")
        (card,) = note.card_ids()
        ivl, ago = 20, 0
        for number in range(entries):
            ago, ivl = 150 - 40 * number, 20 + 15 * number
            row = ((cutoff - DAY_S * ago - 7000 - at) * 1000, card, -1, 3, ivl, 9, factor, 800, 1)
            database(collection).execute("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", *row)
        database(collection).execute(
            "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?"
            " WHERE id = ?",
            today - ago + ivl, ivl, max(factor, 1300), max(entries, 1), card,
        )  # fmt: skip


def _odd_notes(collection: Collection) -> None:
    add(collection, "Basic", "Default", 'See <img src="curve 1.png"> [sound:word.mp3]',
        r"\(a &lt; b\)<br>costs $5 * 2<div>then</div>", tags=("marked", "x"))  # fmt: skip
    add(collection, "Basic (type in the answer)", "Default", "Six times seven?", "42")
    add(collection, "Basic (optional reversed card)", "Default", "only", "forward", "")
    add(collection, "Basic", "Über::日本語::C++", "¿qué?", "何")
    add(collection, "Basic", "Über::日本語::C#", "¿qué 2?", "何")


def _states(collection: Collection, cards: "list[CardId]") -> None:
    collection.sched.suspend_cards(cards[:5])
    collection.sched.bury_cards(cards[5:9])
    collection.set_user_flag_for_cards(3, cards[9:12])
    for card in itertools.islice(collection.find_cards("is:new"), 3):
        answered = collection.get_card(card)
        answered.start_timer()
        collection.sched.answerCard(answered, 3)
    filtered = collection.sched.get_or_create_filtered_deck(DeckId(0))
    filtered.name = "Cram"
    del filtered.config.search_terms[:]
    filtered.config.search_terms.append(
        FilteredDeckConfig.SearchTerm(search='deck:"ML::Words"', limit=20)
    )
    filtered.config.reschedule = True
    collection.sched.add_or_update_filtered_deck(filtered)


def export(collection: Collection, path: Path, *, legacy: bool = False) -> Path:
    """Export everything, as a collection where the path ends so."""
    if path.suffix == ".colpkg":
        collection.export_collection_package(str(path), include_media=True, legacy=legacy)
        return path
    collection.export_anki_package(
        out_path=str(path),
        limit=None,
        options=ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
        ),
    )
    return path


def rows(collection: Collection) -> list[Row]:
    """Give every card as Anki has it."""
    names = {one.id: one.name for one in collection.decks.all_names_and_ids()}
    logs: dict[int, list[tuple[int, int, int]]] = {}
    for at, card, ease, spent in database(collection).execute(
        "SELECT id, cid, ease, time FROM revlog WHERE ease > 0 AND type < 3 ORDER BY id"
    ):
        logs.setdefault(card, []).append((at, ease, spent))
    found = []
    for number, guid, ord_, deck, kind, queue, due, flags, data, tags in database(
        collection
    ).execute(
        "SELECT c.id, guid, ord, CASE odid WHEN 0 THEN did ELSE odid END, type, queue,"
        " CASE odue WHEN 0 THEN due ELSE odue END, c.flags, c.data, tags"
        " FROM cards c JOIN notes n ON n.id = nid ORDER BY c.id"
    ):
        known = json.loads(data or "{}")
        found.append(
            Row(guid, ord_, names[deck], kind, queue, due, flags & 7, tuple(tags.split()),
                known.get("s"), known.get("d"), tuple(logs.get(number, ())))
        )  # fmt: skip
    return found


def now_ms() -> int:
    """Read Anki's clock, which is the machine's."""
    return time.time_ns() // 1_000_000
