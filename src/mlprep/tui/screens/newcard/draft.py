"""What stands in the fields of the form, as a card to be written; pure."""

from dataclasses import dataclass

from mlprep.formats.card_writing import CardDraft

FORMS = ("basic", "cloze", "typed", "options")
FORM_NAMES = {
    "basic": "front and back",
    "cloze": "cloze",
    "typed": "typed answer",
    "options": "options",
}
LABELS = {
    "basic": ("Front", "Back: its first line is the whole answer"),
    "cloze": ("Text: {{c1::hidden}} or {{c1::hidden::hint}}", ""),
    "typed": ("Front", "Answer, to be typed"),
    "options": ("Front", "One option a line; * before right ones, else the first"),
}
MARK = "*"
LEAST_OPTIONS = 2


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of the form as typed."""

    form: str = "basic"
    front: str = ""
    back: str = ""
    why: str = ""
    level: str = ""
    tags: str = ""
    sources: str = ""
    reverse: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a card was written; level, tags and source stay for the next."""
        return not (self.front + self.back + self.why).strip()


def draft_of(fields: Fields) -> CardDraft:
    """Make a draft of the fields."""
    front, back = fields.front.strip("\n").rstrip(), fields.back.strip("\n").rstrip()
    options, keys = _options(back) if fields.form == "options" else ((), ())
    return CardDraft(
        level=int(fields.level) if fields.level.strip().isdecimal() else None,
        reverse=fields.reverse and fields.form == "basic",
        front="" if fields.form == "cloze" else front,
        cloze=front if fields.form == "cloze" else "",
        back=back if fields.form == "basic" else "",
        options=options,
        key=keys,
        answer=" ".join(back.split()) if fields.form == "typed" else "",
        why=fields.why.strip(),
        tags=_listed(fields.tags, ","),
        sources=_listed(fields.sources, ";"),
    )


def missing(fields: Fields) -> list[str]:
    """Say in the form's words what a card of this form needs and does not have yet."""
    asked = "the text is empty" if fields.form == "cloze" else "the front is empty: what is asked?"
    wanted = [] if fields.front.strip() else [asked]
    if fields.form == "options":
        options, _ = _options(fields.back)
        if len(options) < LEAST_OPTIONS:
            wanted.append("write two options or more, one a line")
        elif len(set(options)) < len(options):
            wanted.append("two options are the same")
    elif fields.form != "cloze" and not fields.back.strip():
        wanted.append("the answer is empty")
    if fields.level.strip() not in ("", "1", "2", "3", "4", "5"):
        wanted.append("the level is a whole number from 1 to 5, or empty")
    return wanted


def _options(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    keys = tuple(at for at, line in enumerate(lines) if line.startswith(MARK))
    options = tuple(line.removeprefix(MARK).strip() for line in lines)
    return options, keys or ((0,) if options else ())


def _listed(text: str, sign: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(sign) if one.strip())
