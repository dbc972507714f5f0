"""Markdown files: which syntax their cards are written in, and their collection."""

from pathlib import Path

from mlprep.formats.exchange.collection import Collection, ExchangeError
from mlprep.formats.exchange.gathering import Gathering
from mlprep.formats.exchange.markdown.hashcards import head_of, is_hashcards, read_hashcards
from mlprep.formats.exchange.markdown.obsidian import has_cards, read_obsidian
from mlprep.formats.exchange.pictures import Pictures
from mlprep.formats.exchange.text_files import read_text


def read_markdown(path: Path, encoding: str = "") -> Collection:
    """Read the cards of a Markdown file, in the syntax that it is found to have.

    Raises ``ExchangeError`` where it has no card of a known syntax, ``OSError`` where it cannot
    be read.
    """
    file = read_text(path, encoding)
    head = head_of(file)
    if head.own or is_hashcards(file.text):
        gathering = Gathering("hashcards")
        pictures = Pictures(path, gathering)
        read_hashcards(file, head, gathering, pictures)
        source = "cards of mlprep as Markdown" if head.own else "Markdown of hashcards"
    elif has_cards(file.text):
        gathering = Gathering("obsidian")
        pictures = Pictures(path, gathering)
        read_obsidian(file, gathering, pictures)
        source = "Markdown of obsidian-spaced-repetition"
    else:
        raise ExchangeError(
            f"{path} has no card: neither lines that begin with Q: and A: or C: (hashcards), nor"
            " front::back, a line ? between front and back, or ==gaps== (obsidian)"
        )
    if file.guessed:
        gathering.remark("the file is not UTF-8 and was read as Windows-1252; name its encoding "
                         "with --encoding if letters came out wrong")  # fmt: skip
    return Collection(
        source,
        tuple(gathering.notes.values()),
        tuple(gathering.remarks),
        pictures.sizes,
        pictures.save,
        saved_at_ms=file.saved_at_ms,
    )
