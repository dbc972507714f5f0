"""Files to begin with: every field is there, explained; what is optional is commented out.

A line that begins with ``# `` explains; one that begins with ``#`` alone is TOML to uncomment.
"""

from collections.abc import Iterable, Sequence

from mlprep.formats.card_writing import toml_text

NOTE = "# A line that begins with `# ` explains. Take the # away from `#field = ...` to use it."


def deck_file(title: str, deck: str, *, topic: str = "", schema: str = "") -> str:
    """Begin a deck: its own table, and every form and field of a card in comments."""
    return (
        f"{_schema(schema)}{NOTE}\n\n[deck]\ntitle = {toml_text(title)}\nid = {toml_text(deck)}\n"
        "# Topic of the cards (`mlprep topic` lists them); it may be left out.\n"
        + (f"topic = {toml_text(topic)}\n" if topic else '#topic = "swe-python"\n')
        + _DECK
    )


def card_draft(fields: str = "") -> str:
    """Begin one card, to be filled in in an editor; ``fields`` are those known already."""
    return f"{NOTE}\n\n[[card]]\n{fields}{_CARD_FIELDS}"


def bank_file(title: str, topic: str, *, schema: str = "") -> str:
    """Begin an item bank with the fields of an item in comments."""
    head = f"{_schema(schema)}# {one_line(title)}\n{NOTE}\n\n[bank]\ntopic = {toml_text(topic)}\n"
    return head + _BANK


def project_file(title: str, project: str, topics: Sequence[str], *, schema: str = "") -> str:
    """Begin a project prompt; its brief stands for what its author writes."""
    head = f"{_schema(schema)}{NOTE}\n\n[[project]]\nid = {toml_text(project)}\n"
    named = ", ".join(toml_text(one) for one in topics)
    return f"{head}title = {toml_text(title)}\ntopics = [{named}]\n{_PROJECT}"


def role_block(
    title: str, role: str, areas: Iterable[tuple[str, Sequence[tuple[str, str]]]]
) -> str:
    """Begin a role that asks for level 3 in every topic; areas come with topic ids and titles."""
    lines = [f"[[role]]\nid = {toml_text(role)}\ntitle = {toml_text(title)}\n{_ROLE}"]
    for area, topics in areas:
        lines.append(f"# {one_line(area)}")
        lines += [f"{topic} = 3  # {one_line(name)}" for topic, name in topics]
    return "\n".join(lines) + "\n"


def route_block(title: str, route: str) -> str:
    """Begin a route with its first step."""
    head = f"[[route]]\nid = {toml_text(route)}\ntitle = {toml_text(title)}\n"
    step = f"\n[[route.step]]\nid = {toml_text(f'{route}-first')}\n"
    return head + _ROUTE + step + _STEP


def _schema(path: str) -> str:
    return f"{schema_line(path)}\n" if path else ""


def schema_line(path: str) -> str:
    """Name the schema to editors: Even Better TOML and taplo complete and check by it."""
    return f"#:schema {path}"


def one_line(text: str) -> str:
    """Make of a text what fits behind a comment sign."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


_DECK = '''\
#desired_retention = 0.9  # share of its reviews to get right, 0.70 to 0.99
#tags = ["exam"]  # words to search by, for every card of the deck
#author = "You"
#licence = "CC BY 4.0"
#sources = ["A book, chapter 3"]  # of the whole deck

# A topic of your own, where no known one fits:
#[[topic]]
#id = "my-topic"
#area = "ml"
#title = "My topic"

# The smallest card. Without an id it is known by its text; `mlprep deck fmt` writes one.
#[[card]]
#front = "Why divide by $\\\\sqrt{d_k}$ in scaled dot-product attention?"
#back = "Dot products grow like $\\\\sqrt{d_k}$; scaling keeps the softmax out of saturation."

# The same card with everything else that a card may have:
#[[card]]
#id = "attention-scaling"  # for ever: history hangs on it
#topic = "ml-transformers-llms"  # where it is not the deck's
#level = 3  # 1 novice to 5 expert
#kind = "why"  # why, compare, compute, code, misconception, definition, procedure
#priority = 1  # 1 must know, 2 should, 3 nice
#reverse = true  # ask from back to front too
#front = 'Why divide by $\\sqrt{d_k}$?'  # between single quotes a backslash is a backslash
#back = """
#The first line is the whole answer.
#
#What follows explains: Markdown, `code`, $x^2$."""
#why = "Why the answer is right."
#requires = ["maths-vectors-matrices-dot-product"]  # ids of cards to know before
#related = ["attention-heads"]  # ids of cards that may look alike
#misconceptions = ["scaling-is-for-speed"]  # false beliefs that it meets
#tags = ["attention"]
#sources = ["Vaswani et al. 2017, section 3.2.1"]
#review_by = 2030-01-31  # when a dated fact must be checked again

# A text with gaps; each number is asked by itself, ::hint shows in the gap:
#[[card]]
#cloze = "BERT masks {{c1::15 %::how much?}} of the tokens, {{c2::GPT}} masks the future."

# An answer to type:
#[[card]]
#front = "How many heads has the base Transformer?"
#answer = 8  # a number, or a text
#unit = "heads"
#accept = ["eight"]
#match = "number"  # number (default where the answer is one), folded, exact or regex
#tolerance = "5%"  # for numbers: 0.5, or "5%"

# Options; key counts from 0, a list of keys means: pick all of them.
#[[card]]
#front = "Which network is recurrent?"
#options = ["ResNet", {text = "LSTM", why = "It carries a state."}, "BERT"]
#key = 1
#fixed_order = true  # not shuffled

# A small program that proves an answer; the program itself never runs it.
#[[card]]
#front = "What does `len({1, 1})` give?"
#answer = 1
#check = {lang = "python", run = "print(len({1, 1}))", expect = "1"}

# Your version of a shipped card has its id and says so; `e` on the screen makes one.
#overrides = true
'''
_CARD_FIELDS = """\
front = ""
back = ""
#cloze = "in place of front and back: {{c1::hidden}} or {{c1::hidden::hint}}"
#answer = "in place of back: to be typed"
#options = ["in place of back", "first", "second"]
#key = 0
#why = "why the answer is right"
#level = 3
#tags = ["word"]
#sources = ["where to look it up"]
"""
_BANK = """\
#complete = true  # once the topic has its cards and items: coverage is checked

# A question with options; they are shuffled unless fixed_order says otherwise.
#[[item]]
#id = "my-item"  # for ever: answers are kept under it
#topic = "swe-python"  # where it is not the bank's
#level = 3  # 1 recognise, 2 explain, 3 apply, 4 analyse, 5 evaluate or derive
#kind = "concept"  # concept, scenario, calculation, code
#stem = "The full question, to be answered before the options are seen?"
#options = ["the right one", "a common slip", "a misconception"]
#key = 0
#fixed_order = false
#rationale = ["Why it is right.", "What slipped.", "What is believed."]  # one for each option
#misconceptions = ["", "slip-of-the-sign", "false-belief"]
#taught_by = ["swe-python-is-or-equals"]  # cards that teach the answer
#family = "my-family"  # variants, never in one sitting
#enemies = ["my-typed-item"]  # items that give each other away
#related = ["similar-item"]
#tags = ["word"]
#sources = ["A book, chapter 3"]
#review_by = 2030-01-31
#seconds = 60  # expected time
#b = 0.5  # difficulty in logits; else from the level
#s_b = 0.6
#a = 1.2

# A typed answer:
#[[item]]
#id = "my-typed-item"
#level = 2
#kind = "calculation"
#stem = "What is six times seven?"
#answer = 42
#unit = "apples"
#match = "number"
#tolerance = 0
#accept = ["42.0"]
#rationale = "6 · 7 = 42."
#slips = {"13" = "Added instead."}  # foreseeable wrong answers
#check = {lang = "python", run = "print(6*7)", expect = "42"}
"""
_PROJECT = '''\
#roles = ["mle"]  # ids of the roles that it speaks to
level = 3
hours = 8  # honest time for one person
#cost = "0"  # what it costs at most
brief = """
What to build, in a client's words, without a recipe."""
#why = "Why it matters for the role."
#inputs = "Where the data come from."
#accept = ["A command or a number that a stranger can check."]
#stretch = ["What to add with time left."]
#artefact = ["What goes into the portfolio."]
#reflect = ["A question to answer afterwards."]
#failures = ["How it commonly goes wrong."]
#sources = ["Where to read on."]

# Stages that end in something runnable, in order:
#[[project.milestone]]
#id = "baseline"
#title = "Baseline"
#done_when = "What shows that it is done."

# Rows of the rubric: incomplete, works on my machine, hireable, distinguished.
#[[project.rubric]]
#row = "Evaluation"
#levels = ["none", "one number", "with an interval", "with the cost of errors"]
'''
_ROLE = """\
#summary = "What the job is."
#specialisms = 0  # how many it asks for
judgement = true  # your own, not a measurement

# What is added to the levels:
#[role.seniority]
#junior = -0.7
#mid = 0
#senior = 0.5

# Where the levels come from:
#[[role.evidence]]
#source = "Ten postings"
#finding = "All ask for SQL."
#date = "2026"

# Required level of each topic, 1 to 5; 1, or a topic left out, asks for nothing.
[role.levels]"""
_ROUTE = """\
#summary = "The route in a sentence."
#why = "Why it works."
#for_backgrounds = ["software-engineer"]
#for_roles = ["mle"]
#advice_by = "Whose advice it is."
#advice_year = 2026
"""
_STEP = """\
title = "The first step"
what = "What to do."
why = "What it is good for."
#evidence = ["What shows that it is done."]
#topics = ["swe-python"]
weeks = 2
#specialism = false  # it also trains the chosen specialism
#last_known_year = 2026  # when it was last known to run
#check_first = false  # something named here may have ended
"""
