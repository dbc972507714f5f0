"""Take what changed in the files into the cache, and check what only shows between files."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlprep.domain.cards import Card
from mlprep.domain.codec import decode, encode
from mlprep.domain.problems import Problem, Severity
from mlprep.formats.files import FoundFile
from mlprep.store.library import LibraryCache
from mlprep.store.library_cards import CardRow
from mlprep.store.library_rows import FileStamp
from mlprep.store.library_writing import Writing
from mlprep.study.bulk import paused_collector
from mlprep.study.content.looks import kept_of
from mlprep.study.content.scanning import Changes, Root, WrittenDeck

_Content = tuple[str, str, str]
"""Deck, title and JSON text of a card."""


_SECONDS_A_FILE = 0.5
"""To wait for another program that may be reading the same files: many times what it takes."""


@dataclass(slots=True)
class _Tally:
    """Cards of the files that changed: those in use before, and all that they give now."""

    before: dict[str, _Content] = field(default_factory=dict)
    after: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the files, and what was known before."""

    cache: LibraryCache
    roots: Sequence[Root]
    stamps: Mapping[str, FileStamp]
    now_ns: int
    walk: str
    """What the walk itself could not read, to notice when that changes."""
    written: Mapping[str, WrittenDeck]
    """Decks that need not be parsed, by the SHA-256 of their bytes."""

    def root_of(self, found: FoundFile) -> Root:
        """Tell in which root a file was found."""
        return next(root for root in self.roots if root.path == found.root)


def kind_of(root: Root, path: Path) -> str:
    """Tell what a file holds from where it stands."""
    relative = path.relative_to(root.path)
    if root.kind == "decks":
        return "projects" if relative.parts[0] == "projects" else "deck"
    plain = ("areas", "roles", "backgrounds", "routes")
    return relative.stem if len(relative.parts) == 1 and relative.stem in plain else "bank"


def take_in(
    look: Look,
    stale: Sequence[FoundFile],
    gone: Sequence[str],
    walk_problems: Sequence[Problem],
) -> Changes | None:
    """Parse the stale files, forget the gone ones, and check what shows between files.

    ``None``, and nothing is done, where another program has written the cache since the look.
    """
    with paused_collector():
        return _rewrite(look, stale, gone, walk_problems)


def _rewrite(
    look: Look,
    stale: Sequence[FoundFile],
    gone: Sequence[str],
    walk_problems: Sequence[Problem],
) -> Changes | None:
    cache, tally = look.cache, _Tally()
    known = cache.problems()
    for path in [*gone, *(one.location for one in stale)]:
        tally.before.update(_known(cache, path))
    with cache.write(wait_s=_SECONDS_A_FILE * len(stale)) as writing:
        if _hashes(cache.stamps()) != _hashes(look.stamps):
            return None
        changed = [one.location for one in stale if _take_in(look, writing, one, tally)]
        for path in gone:
            writing.drop_file(path)
        touched = [*gone, *(one.location for one in stale)]
        tally.before |= cache.in_use(tally.after - tally.before.keys(), besides=touched)
        writing.put_crossing(_crossing(cache, writing, walk_problems))
        changes = _changes(cache, tally, changed, gone)._replace(is_first=not look.stamps)
        writing.put_gone((card, *tally.before[card][:2]) for card in changes.gone_cards)
        writing.drop_gone(changes.new_cards)
        writing.put_meta({"walk": look.walk, **kept_of(cache, changes, look.now_ns)})
    return changes._replace(**_told(known, cache.problems(), changes.files))


def _hashes(stamps: Mapping[str, FileStamp]) -> dict[str, str]:
    return {path: stamp.hash for path, stamp in stamps.items()}


_ProblemRow = tuple[str, int, int, str, str, str, str]


def _told(
    before: Sequence[_ProblemRow], after: Sequence[_ProblemRow], files: Sequence[str]
) -> dict[str, Any]:
    """Say which problems the learner should hear of, and how many are gone."""
    known = set(before)
    fresh = [row for row in after if row not in known or row[0] in files]
    # The line may have moved: what is wrong is what tells whether a problem is still there.
    left = Counter((row[0], row[3]) for row in before) - Counter((row[0], row[3]) for row in after)
    return {"problems": tuple(map(problem_of, fresh)), "mended": left.total()}


def problem_of(row: _ProblemRow) -> Problem:
    """Make a problem of what the cache keeps of it."""
    path, line, column, what, right, severity, subject = row
    return Problem(Path(path), what, right, line, column, Severity(severity), subject)


def _changes(
    cache: LibraryCache, tally: _Tally, files: Sequence[str], removed: Sequence[str]
) -> Changes:
    """Compare what is in use now with what was; a card that only stands elsewhere is the same."""
    before, now = tally.before, cache.in_use({*tally.before, *tally.after})
    return Changes(
        files=tuple(files),
        removed_files=tuple(removed),
        new_cards=frozenset(now.keys() - before.keys()),
        gone_cards=frozenset(before.keys() - now.keys()),
        changed_cards=frozenset(
            card
            for card in before.keys() & now.keys()
            if before[card] != now[card] and _said(before[card]) != _said(now[card])
        ),
    )


_PLACE = ("path", "line", "explicit_id")
"""What a card's JSON says of where and how it is written."""


def _said(content: _Content) -> tuple[str, Any]:
    """Give what a card says, wherever it stands."""
    deck, _, body = content
    return deck, {key: value for key, value in json.loads(body).items() if key not in _PLACE}


def _known(cache: LibraryCache, path: str) -> dict[str, _Content]:
    return {
        card.id: (card.deck, card.title, card.body)
        for card in cache.cards_of_file(path)
        if card.active
    }


def _take_in(look: Look, writing: Writing, found: FoundFile, tally: _Tally) -> bool:
    """Read one file into the cache; False where its bytes are the same as before."""
    root, path = look.root_of(found), found.location
    digest = _digest(found.path)
    stamp = FileStamp(path, found.mtime_ns, found.size, digest, look.now_ns)
    kind = kind_of(root, found.path)
    old = look.stamps.get(path)
    if old is not None and digest and old.hash == digest:
        writing.touch_file(stamp, kind=kind, own=root.own)
        tally.after.update(card.id for card in look.cache.cards_of_file(path))
        return False
    rows = _read_into(look, writing, stamp, kind, own=root.own)
    given = look.cache.cards_of_file(path) if rows is None else rows
    tally.after.update(card.id for card in given)
    return True


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read_into(
    look: Look, writing: Writing, stamp: FileStamp, kind: str, *, own: bool
) -> list[CardRow] | None:
    """Cache what a file holds; return its cards, ``None`` where what was cached stays in use."""
    from mlprep.study.content.reading import read_file, written_content

    path, written = Path(stamp.path), look.written.get(stamp.hash)
    if kind == "deck" and own and written is not None:
        content = written_content(written, path)
    else:
        content = read_file(path, kind, own=own)
    rows = None
    if content.unreadable:
        writing.touch_file(stamp, kind=kind, own=own)
    else:
        rows = [*content.rows, *_last_good(look.cache, stamp.path, content.rows, content.problems)]
        writing.put_file(stamp, kind=kind, own=own, body=content.body, cards=rows)
    writing.put_problems(stamp.path, map(_problem_row, content.problems))
    return rows


def _last_good(
    cache: LibraryCache, path: str, rows: Sequence[CardRow], problems: Iterable[Problem]
) -> list[CardRow]:
    """Find the last good version of cards that the file still has, but broken."""
    broken = {one.subject for one in problems if one.severity is Severity.ERROR and one.subject}
    broken -= {row.id for row in rows}
    kept = [card for card in cache.cards_of_file(path) if card.id in broken] if broken else []
    return [
        card_row(decode(Card, json.loads(one.body)), len(rows) + i) for i, one in enumerate(kept)
    ]


def card_row(card: Card, position: int, *, overrides: bool = False) -> CardRow:
    """Make the row that is cached of a card."""
    front = card.front or card.cloze
    back = [card.back, card.why]
    if card.choices is not None:
        back += (one.text for one in card.choices.options)
    if card.typed is not None:
        back.append(card.typed.answer)
    return CardRow(
        id=card.id,
        deck=card.deck,
        topic=card.topic or "",
        level=card.level or 0,
        priority=card.priority,
        position=position,
        parts=card.parts,
        tags=card.tags,
        title=" ".join(front.split())[:TITLE_LENGTH],
        front=front,
        back="\n".join(filter(None, back)),
        body=_JSON.encode(encode(card)),
        line=card.line,
        overrides=overrides,
        explicit=card.explicit_id,
    )


_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)
TITLE_LENGTH = 400
"""Characters of a card's text that lists and the recognition of edited cards look at."""


def _problem_row(problem: Problem) -> tuple[int, int, str, str, str, str]:
    return (
        problem.line,
        problem.column,
        problem.what,
        problem.right,
        problem.severity.value,
        problem.subject,
    )


def _crossing(
    cache: LibraryCache, writing: Writing, walk: Iterable[Problem]
) -> list[tuple[str, int, int, str, str, str, str]]:
    """Check what only shows between files, and choose which of several copies is used."""
    from mlprep.study.content.crosscheck import copies_in_use, cross_problems

    known_topics = cache.topics()
    inactive, copies = copies_in_use(cache.copies())
    writing.put_inactive(inactive)
    problems = [*walk, *copies, *cross_problems(cache, known_topics)]
    return [(str(problem.path), *_problem_row(problem)) for problem in problems]
