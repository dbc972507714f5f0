"""What the generators of the machine-learning and software projects plant can be found."""

import asyncio
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.content.generators import module

Numbers = NDArray[np.float64]
Codes = NDArray[np.int_]


def log_odds(features: Numbers, labels: Numbers) -> Numbers:
    """Intercept and coefficients of a logistic regression, by Newton's method."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    for _ in range(6):
        chance = 1 / (1 + np.exp(-design @ weights))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None])
        weights += np.linalg.solve(curvature, design.T @ (labels - chance))
    return weights


class Loans:
    """The two tables of the readable score as numbers."""

    def __init__(self) -> None:
        self.script = module("readable_score.py")
        tables, self.truth = self.script.make(7)
        self.names: list[str] = tables["later"][0]
        self.built = np.array([row[1:] for row in tables["applications"][1:]], dtype=float)
        self.later = np.array([row[1:] for row in tables["later"][1:]], dtype=float)

    def columns(self, table: Numbers, *names: str) -> Numbers:
        """Some columns of a table, in this order."""
        return table[:, [self.names.index(name) - 1 for name in names]]


def test_a_score_that_can_be_read_is_as_good_as_any_and_the_leak_is_not() -> None:
    loans = Loans()
    dropped = {"overdue_6m", "overdue_24m"}
    kept = [name for name in loans.script.WEIGHTS if name not in dropped]
    weights = log_odds(loans.columns(loans.built, *kept), loans.built[:, -1])
    odds = weights[0] + loans.columns(loans.later, *kept) @ weights[1:]
    found = loans.script.auc(odds, loans.later[:, -1])
    assert abs(found - loans.truth["auc_in_later_of_the_true_chances"]) < 0.01
    happened = loans.truth["share_defaulted_in_later"]
    assert abs(np.mean(1 / (1 + np.exp(-odds))) - happened) < 0.01
    leaking = [*kept, loans.truth["leak"]]
    weights = log_odds(loans.columns(loans.built, *leaking), loans.built[:, -1])
    on_built = loans.columns(loans.built, *leaking) @ weights[1:]
    assert loans.script.auc(on_built, loans.built[:, -1]) > 0.95
    odds = weights[0] + loans.columns(loans.later, *leaking) @ weights[1:]
    assert np.mean(1 / (1 + np.exp(-odds))) < happened / 4


def test_signs_of_the_near_copies_flip_until_one_stands_for_them() -> None:
    loans, random = Loans(), np.random.default_rng(0)
    merged = [name for name in loans.script.WEIGHTS if name not in {"overdue_6m", "overdue_24m"}]
    signs = {name: np.sign(weight) for name, weight in loans.script.WEIGHTS.items()}
    untreated, steady = np.zeros(len(signs)), 0
    for _ in range(25):
        drawn = loans.built[random.integers(0, len(loans.built), len(loans.built))]
        found = log_odds(loans.columns(drawn, *signs), drawn[:, -1])[1:]
        untreated += np.sign(found) == list(signs.values())
        found = log_odds(loans.columns(drawn, *merged), drawn[:, -1])[1:]
        steady += bool((np.sign(found) == [signs[name] for name in merged]).all())
    assert untreated.min() < 0.9 * 25
    assert steady == 25
    assert loans.truth["correlation_of_overdue_12m_and_24m"] > 0.97


def settled(files: dict[str, str]) -> dict[str, list[int]]:
    """Pence and trips of each courier at each depot by RULES.md, and the totals."""
    agreed = re.findall(r"- (\w+): (\d+)p a kilometre, from (\d+) trips (\d+) %", files["RULES.md"])
    due: dict[str, list[int]] = {}
    for depot, rate, need, bonus in agreed:
        trips = list(csv.DictReader(io.StringIO(files[f"trips_{depot}.csv"])))
        for courier in {trip["courier"] for trip in trips}:
            done = [t for t in trips if t["courier"] == courier and t["state"] == "done"]
            pence = sum(
                half_up(Fraction(int(t["metres"]) * int(rate) * (5 if is_night(t) else 4), 4_000))
                for t in done
            )
            if len(done) >= int(need):
                pence += half_up(Fraction(pence * int(bonus), 100))
            lost = 450 * sum(int(t["lost"]) for t in done)
            due[f"{depot} {courier}"] = [pence - min(lost, pence // 10), len(done)]
    return due


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))


def is_night(trip: dict[str, str]) -> bool:
    return trip["start"][11:16] >= "22:00" or trip["start"][11:16] < "06:00"


def paid(text: str) -> dict[str, list[int]]:
    """Pence and trips of each courier at each depot as printed."""
    found, depot = {}, ""
    for line in text.splitlines()[1:]:
        words = line.split()
        depot = words[0] if len(words) == 1 else depot
        if "trips" in words:
            found[f"{depot} {words[0]}"] = [round(float(words[3]) * 100), int(words[1])]
    return found


@pytest.mark.parametrize("seed", [4, 7, 8])
def test_the_inherited_script_breaks_the_rules_in_one_block_only(seed: int, tmp_path: Path) -> None:
    files, planted = module("inherited_script.py").make(seed)
    recorded, due = paid(files["recorded.txt"]), settled(files)
    assert recorded.keys() == due.keys()
    wrong = {place: due[place] for place in due if recorded[place] != due[place]}
    assert {place.split()[0] for place in wrong} == {planted["depot"]}
    assert wrong == {
        f"{planted['depot']} {courier}": [round(float(pay["right"]) * 100), due[place][1]]
        for courier, pay in planted["couriers"].items()
        for place in [f"{planted['depot']} {courier}"]
    }
    assert sum(pence for pence, _ in due.values()) == round(float(planted["total_right"]) * 100)
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    again = subprocess.run(
        [sys.executable, "settle.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert again.stdout.splitlines()[1:] == files["recorded.txt"].splitlines()[1:]
    assert again.stdout != files["recorded.txt"]
    assert 145 <= files["settle.py"].count("\n") <= 150


class Tills:
    """A reader of the landed events that is careful, or careless in one way."""

    def __init__(self, files: dict[str, str], until: int = 34) -> None:
        self.names = sorted(name for name in files if int(name[8:10]) <= until)
        self.lines = [line for name in self.names for line in files[name].splitlines()]
        self.refused: Counter[str] = Counter()
        self.events = [event for line in self.lines if (event := self.accepted(line))]

    def accepted(self, line: str) -> dict[str, Any] | None:
        try:
            event: dict[str, Any] = json.loads(line)
        except json.JSONDecodeError:
            self.refused["json"] += 1
            return None
        faults = {
            "shop": event["shop"] not in {f"s{i:02d}" for i in range(12)},
            "amount": event["amount"] < 0,
            "currency": event.get("currency", "GBP") != "GBP",
        }
        self.refused.update(reason for reason, there in faults.items() if there)
        return None if any(faults.values()) else event

    def pence(self, whole: Callable[[float], int] = round) -> dict[str, int]:
        """Pence by business day and shop."""
        last: dict[str, dict[str, Any]] = {}
        for event in self.events:
            if event["id"] not in last or last[event["id"]]["rev"] < event["rev"]:
                last[event["id"]] = event
        found: Counter[str] = Counter()
        for event in last.values():
            at = datetime.fromisoformat(event["at"]).astimezone(ZoneInfo("Europe/London"))
            day = at.date().toordinal() - date(2026, 3, 14).toordinal()
            amount = event["amount"] * 100 if event["schema"] == 1 else event["amount"]
            found[f"{day:02d} {event['shop']}"] += whole(amount)
        return dict(sorted(found.items()))


def test_the_month_of_till_events_adds_up_to_the_penny() -> None:
    files, planted = module("till_events.py").make(7)
    tills = Tills(files)
    right = tills.pence()
    assert right == planted["pence_by_day_and_shop"]
    text = json.dumps(right, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == planted["sha256_of_pence_by_day_and_shop"]
    assert tills.refused == planted["refused"]
    assert len(tills.lines) == planted["lines"]
    for day, known in planted["pence_known_after_day"].items():
        assert sum(Tills(files, int(day)).pence().values()) == known
    versions = {(event["id"], event["rev"]) for event in tills.events}
    assert len(tills.events) - len(versions) == planted["lines_that_repeat"] > 300
    assert len({name for name, rev in versions if rev == 2}) == planted["sales_corrected"] > 100


def test_careless_readers_of_the_till_events_are_wrong() -> None:
    files, planted = module("till_events.py").make(7)
    tills, right = Tills(files), planted["pence_by_day_and_shop"]
    short = sum(right.values()) - sum(tills.pence(whole=int).values())
    assert short > 100  # pounds as binary fractions, cut off
    late = planted["share_that_lands_after_its_day"]
    assert late["app"] > 4 * late["till"]
    before = Tills(files, 25).pence()
    silent = [f"{day:02d} s07" for day in (18, 19, 20)]
    assert all(before.get(place, 0) < right[place] / 2 for place in silent)
    schemas = {name[8:10]: set[int]() for name in files}
    for name, text in files.items():
        schemas[name[8:10]] |= {int(found) for found in re.findall(r'"schema": (\d)', text)}
    assert [day for day, seen in schemas.items() if len(seen) == 2][:3] == ["15", "16", "17"]
    assert max(int(place[:2]) for place in right) == 31  # the last hour by UTC in summer time


def long_run(table: Numbers) -> Numbers:
    """Long-run chances of pairs of letters: the eigenvector of the eigenvalue 1."""
    steps = np.zeros((256, 256))
    for pair in range(256):
        steps[pair, pair % 16 * 16 : pair % 16 * 16 + 16] = table[pair // 16, pair % 16]
    values, vectors = np.linalg.eig(steps.T)
    found = np.real(vectors[:, np.argmin(abs(values - 1))])
    return np.asarray(found / found.sum()).reshape(16, 16)


def triples(lines: list[str]) -> tuple[Codes, Codes]:
    """All runs of three letters of the bodies, and the two letters that each begins with."""
    bodies = [np.frombuffer(line[4:-5].encode(), np.uint8).astype(int) - 97 for line in lines]
    runs = [np.stack([body[:-2], body[1:-1], body[2:]]) for body in bodies]
    return np.concatenate(runs, axis=1), np.array([body[:2] for body in bodies]).T


def body_loss(lines: list[str], given_two: Numbers, first: Numbers) -> float:
    """Nats per token of the sentences, the key copied and the length guessed as well as may be."""
    runs, heads = triples(lines)
    spent = len(lines) * (4 * np.log(16) + np.log(17))
    spent -= np.log(first[tuple(heads)]).sum() + np.log(given_two[tuple(runs)]).sum()
    return float(spent / sum(len(line) + 1 for line in lines))


def test_the_loss_of_the_language_has_the_floor_that_is_stated() -> None:
    texts, table, planted = module("known_language.py").make(7)
    pairs = long_run(table)
    second = -(pairs[..., None] * table * np.log(table)).sum()
    letters = 20 * second - 2 * second - (pairs * np.log(pairs)).sum()
    floor = (4 * np.log(16) + np.log(17) + letters) / 30
    assert floor == pytest.approx(planted["floor"], abs=1e-4)
    without = planted["floor_of_a_reader_of_two_letters_that_cannot_copy"]
    assert without - floor == pytest.approx(4 * np.log(16) / 30, abs=1e-3)
    seen = set(texts["train"])
    clean = [line for line in texts["valid"] if line not in seen]
    assert len(texts["valid"]) - len(clean) == planted["lines_of_valid_that_stand_in_train"] > 100
    assert all(line[:4] == line[-4:] and line[-5] == "|" for line in clean)
    itself = body_loss(clean, table, pairs)
    stated = planted["loss_of_the_language_itself_on_valid_without_the_repeated"]
    assert itself == pytest.approx(stated, abs=1e-4)
    assert abs(itself - floor) < 0.02


def test_counting_letters_given_two_nearly_reaches_the_floor_and_given_one_does_not() -> None:
    texts, _, planted = module("known_language.py").make(7)
    seen = set(texts["train"])
    clean = [line for line in texts["valid"] if line not in seen]
    counts = np.full((16, 16, 16), 0.1)
    np.add.at(counts, tuple(triples(texts["train"])[0]), 1)
    first = counts.sum(axis=2) / counts.sum()
    stated = planted["loss_of_the_language_itself_on_valid_without_the_repeated"]
    given_two = counts / counts.sum(axis=2, keepdims=True)
    assert 0 < body_loss(clean, given_two, first) - stated < 0.02
    one = counts.sum(axis=0)
    given_one = np.broadcast_to(one / one.sum(axis=1, keepdims=True), (16, 16, 16))
    weak = body_loss(clean, given_one, first)
    assert weak == pytest.approx(planted["floor_of_a_reader_of_one_letter_that_copies"], abs=0.05)


class Manual:
    """The pages, searched by BM25."""

    def __init__(self) -> None:
        self.script = module("support_manual.py")
        files, self.truth = self.script.make(7)
        self.pages: list[dict[str, Any]] = files["manual"]
        self.tickets: dict[str, str] = {one["id"]: one["text"] for one in files["tickets"]}
        self.counts = [Counter(words(page["text"])) for page in self.pages]
        self.seen = Counter(word for count in self.counts for word in count)
        self.mean = sum(count.total() for count in self.counts) / len(self.counts)

    def weight(self, word: str, count: Counter[str]) -> float:
        rarity = np.log(1 + (len(self.pages) - self.seen[word] + 0.5) / (self.seen[word] + 0.5))
        often = count[word]
        return float(rarity * often * 2.2 / (often + 0.3 + 0.9 * count.total() / self.mean))

    def recall(self, extra: Callable[[str], str]) -> float:
        """Share of answerable tickets whose page is among the five best."""
        hits = []
        for ticket, answer in self.truth["answers"].items():
            if answer["page"]:
                asked = set(words(self.tickets[ticket] + extra(self.tickets[ticket])))
                scores = [sum(self.weight(w, c) for w in asked if w in c) for c in self.counts]
                best = np.argsort(scores)[::-1][:5]
                hits.append(answer["page"] in {self.pages[i]["id"] for i in best})
        return float(np.mean(hits))

    def in_their_words(self, ticket: str) -> str:
        """The fact that the ticket is about, as the manual puts it."""
        subjects = self.script.SUBJECTS.values()
        return str(next(one[1] for one in subjects if any(asked in ticket for asked in one[4])))


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def test_customers_words_hide_the_page_from_keywords_and_the_manuals_words_show_it() -> None:
    manual = Manual()
    plain = manual.recall(lambda _: "")
    assert 0.3 < plain < 0.7
    assert manual.recall(manual.in_their_words) > 0.95


def test_the_manual_holds_each_answer_once_and_what_it_should_not() -> None:
    manual = Manual()
    pages = {page["id"]: page for page in manual.pages}
    kinds = Counter(answer["kind"] for answer in manual.truth["answers"].values())
    assert kinds == manual.truth["tickets"]
    assert min(kinds.values()) >= 8
    assert len(manual.pages) >= 300
    replaced = set(manual.truth["replaced_pages"])
    for ticket, answer in manual.truth["answers"].items():
        fact = re.escape(manual.in_their_words(manual.tickets[ticket])).replace(
            r"\{v\}", r"(-?\d+)"
        )
        fact = fact.replace(r"\{u\}", r"([\w()]+(?: hours)?)")
        told = {
            page["id"]: " ".join(found.groups())
            for page in manual.pages
            if page["device"] in manual.tickets[ticket] and (found := re.search(fact, page["text"]))
        }
        current = {name: value for name, value in told.items() if name not in replaced}
        assert current == ({answer["page"]: answer["answer"]} if answer["page"] else {})
        assert (len(told) == 2) == (answer["kind"] == "replaced")
        for old in told.keys() & replaced:
            assert pages[old]["valid_from"] < pages[answer["page"]]["valid_from"]
            assert told[old] != answer["answer"]
    codes: dict[str, str] = manual.truth["codes_of_the_orders"]
    assert all(code in pages[name]["text"] for name, code in codes.items())
    assert sum("ZX-" in page["text"] for page in manual.pages) == len(codes) >= 5


def test_the_crowd_and_the_scraper_stand_in_the_log() -> None:
    script = module("suggest_load.py")
    listed, bought, asked, planted = script.make(7)
    assert listed == script.make(7, scale=2)[0][: len(listed)]
    assert Counter(one[2] for one in asked).most_common(1) == [(planted["crowd"]["prefix"], 1_200)]
    times = [at for at, _, prefix in asked if prefix == planted["crowd"]["prefix"]]
    assert planted["crowd"]["from_ms"] <= min(times) <= max(times) <= min(times) + 1_500
    at_once = sum(at < min(times) + script.DELAY_MS for at in times)
    assert at_once == planted["crowd"]["before_an_answer_can_come"] > script.ROOM
    busiest, most = Counter(one[1] for one in asked).most_common(1)[0]
    assert (busiest, most) == (planted["scraper"]["client"], planted["scraper"]["requests"])
    answered: dict[str, int] = {}
    calls: Counter[int] = Counter()
    for at, client, prefix in asked:
        if client != busiest and answered.get(prefix, -script.LIFE_S * 1_000) + 30_000 <= at:
            answered[prefix] = at
            calls[at // 1_000] += 1
    assert max(calls.values()) * script.DELAY_MS / 1_000 < script.ROOM / 2
    for prefix, best in planted["ten_best"].items():
        found = [i for i, one in enumerate(listed) if one.startswith(prefix)]
        found.sort(key=lambda i: (-bought[i], listed[i]))
        assert [listed[i] for i in found[:10]] == best
    counts = Counter(one[2] for one in asked)
    assert [counts[prefix] for prefix in planted["most_asked"]] == sorted(counts.values())[:-11:-1]
    assert all(counts[prefix] == count for prefix, count in planted["most_asked"].items())
    assert len({one[1] for one in asked}) == planted["clients"]


def test_the_stand_in_of_the_stock_goes_down_when_one_too_many_asks() -> None:
    names: dict[str, Any] = {}
    exec(module("suggest_load.py").STOCK, names)  # noqa: S102 - what the generator itself writes
    now = [0.0]
    stock = names["Stock"](clock=lambda: now[0])

    async def all_at_once(count: int) -> int:
        asked = (stock.allowed(["one"]) for _ in range(count))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        return sum(isinstance(one, names["Overloaded"]) for one in answers)

    assert asyncio.run(all_at_once(16)) == 0
    assert asyncio.run(all_at_once(17)) == 1
    assert asyncio.run(all_at_once(1)) == 1
    now[0] = 2.5
    assert asyncio.run(all_at_once(1)) == 0
    assert (stock.calls, stock.failures) == (35, 2)
