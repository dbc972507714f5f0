"""What stands round the notes of a package of ours: tables, note types, decks, one preset."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

SCHEMA: Final = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""
VERSION: Final = 11
_MADE_S: Final = 1_700_000_000
"""When the note types were made: one instant for ever, so that they stay the same ones."""
_LINE: Final = "\n\n<hr id=answer>\n\n"
_WHY: Final = "{{#Why}}<br><br>{{Why}}{{/Why}}"
_CSS: Final = """.card { font-family: arial; font-size: 20px; text-align: left; }
.cloze { font-weight: bold; color: blue; }
pre, code { font-family: monospace; }
"""


class Model(NamedTuple):
    """A note type of ours."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]
    """Name, front, back."""
    cloze: bool = False


BASIC: Final = Model(
    1_700_000_000_101, "mlprep", ("Front", "Back", "Why"),
    (("Card 1", "{{Front}}", "{{FrontSide}}" + _LINE + "{{Back}}" + _WHY),),
)  # fmt: skip
REVERSED: Final = Model(
    1_700_000_000_102, "mlprep (and reversed)", ("Front", "Back", "Why"),
    (("Card 1", "{{Front}}", "{{FrontSide}}" + _LINE + "{{Back}}" + _WHY),
     ("Card 2", "{{Back}}", "{{FrontSide}}" + _LINE + "{{Front}}" + _WHY)),
)  # fmt: skip
TYPED: Final = Model(
    1_700_000_000_103, "mlprep (typed)", ("Front", "Answer", "Why"),
    (("Card 1", "{{Front}}\n\n{{type:Answer}}",
      "{{Front}}" + _LINE + "{{type:Answer}}" + _WHY),),
)  # fmt: skip
CLOZE: Final = Model(
    1_700_000_000_104, "mlprep (cloze)", ("Text", "Why"),
    (("Cloze", "{{cloze:Text}}", "{{cloze:Text}}" + _WHY),), cloze=True,
)  # fmt: skip
_MODELS: Final = (BASIC, REVERSED, TYPED, CLOZE)


def collection_row(*, created_s: int, now_ms: int, decks: Mapping[str, int]) -> tuple[Any, ...]:
    """Make the one row of ``col``; ``decks`` are ids by full name."""
    config = {
        "schedVer": 2, "sched2021": True, "creationOffset": 0, "curDeck": 1, "activeDecks": [1],
        "curModel": BASIC.id, "nextPos": 1, "newSpread": 0, "collapseTime": 1200, "timeLim": 0,
        "estTimes": True, "dueCounts": True, "addToCur": True, "dayLearnFirst": False,
        "sortType": "noteFld", "sortBackwards": False,
    }  # fmt: skip
    models = {str(model.id): _model(model) for model in _MODELS}
    listed = {"1": _deck(1, "Default", 0)}
    listed |= {str(number): _deck(number, name, now_ms // 1000) for name, number in decks.items()}
    written = (json.dumps(one) for one in (config, models, listed, {"1": _PRESET}, {}))
    return (1, created_s, now_ms, now_ms, VERSION, 0, 0, 0, *written)


def _model(model: Model) -> dict[str, Any]:
    return {
        "id": model.id, "name": model.name, "type": int(model.cloze), "mod": _MADE_S, "usn": -1,
        "sortf": 0, "did": None, "css": _CSS, "latexPre": "", "latexPost": "", "latexsvg": False,
        "req": [], "tags": [], "vers": [],
        "flds": [
            {"name": name, "ord": at, "sticky": False, "rtl": False, "font": "Arial", "size": 20,
             "media": []}
            for at, name in enumerate(model.fields)
        ],
        "tmpls": [
            {"name": name, "ord": at, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "",
             "did": None, "bfont": "", "bsize": 0}
            for at, (name, front, back) in enumerate(model.templates)
        ],
    }  # fmt: skip


def _deck(number: int, name: str, at_s: int) -> dict[str, Any]:
    return {
        "id": number, "name": name, "mod": at_s, "usn": -1, "lrnToday": [0, 0],
        "revToday": [0, 0], "newToday": [0, 0], "timeToday": [0, 0], "collapsed": False,
        "browserCollapsed": False, "desc": "", "dyn": 0, "conf": 1, "extendNew": 0,
        "extendRev": 0,
    }  # fmt: skip


_PRESET: Final[Mapping[str, Any]] = {
    "id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0,
    "replayq": True, "dyn": False,
    "new": {"bury": False, "delays": [1.0, 10.0], "initialFactor": 2500, "ints": [1, 4, 0],
            "order": 1, "perDay": 20},
    "rev": {"bury": False, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200,
            "hardFactor": 1.2},
    "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
}  # fmt: skip
