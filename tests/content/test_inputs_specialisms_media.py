"""What the inputs on text, images and sound plant: the careful way finds it, the careless not."""

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from tests.content.generators import module

Numbers = NDArray[np.float64]
Words = Callable[[str], list[str]]


# Language


def as_typed(text: str) -> list[str]:
    """The words of a text as it comes, in small letters."""
    return re.findall(r"[\w-]+", text.lower())


def normalised(text: str) -> list[str]:
    """The words of a text whatever the width, accents, hyphens and spacing of its codes."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"\w+", re.sub(r"\bkx\W?(\d{4})\b", r"kx\1", text))


class Search:
    """The notes under BM25, and words learnt from the questions of the past."""

    def __init__(self, words: Words) -> None:
        self.tables, self.truth = module("turbine_notes.py").make(7)
        self.words = words
        notes, questions = self.tables["notes"], self.tables["questions"]
        self.at = {note["id"]: number for number, note in enumerate(notes)}
        told = [words(note["text"]) for note in notes]
        self.known = {one: i for i, one in enumerate(sorted({w for text in told for w in text}))}
        often = np.array([self.count(text, self.known) for text in told])
        self.spread = (often > 0).sum(axis=0)
        rare = np.log(1 + (len(told) - self.spread + 0.5) / (self.spread + 0.5))
        length = often.sum(axis=1, keepdims=True)
        self.weights = 2.2 * often / (often + 0.3 + 0.9 * length / length.mean()) * rare
        self.asked = [words(one["question"]) for one in questions]
        self.gold = np.array([self.at[one["note"]] for one in questions])
        self.kind = np.array([one["kind"] for one in questions])
        self.copied = np.isin([one["id"] for one in questions], self.truth["their_ids"])

    @staticmethod
    def count(text: list[str], known: dict[str, int]) -> Numbers:
        """How often each known word occurs."""
        found = np.zeros(len(known))
        for word in text:
            if word in known:
                found[known[word]] += 1
        return found

    def learnt(self, least: int) -> Numbers:
        """Questions as words of the notes, by IBM model 1 over words in that many notes."""
        pairs = [(self.words(one["question"]), one["note"]) for one in self.tables["pairs"]]
        new = {one: i for i, one in enumerate(sorted({w for text, _ in pairs for w in text}))}
        asked = np.array([self.count(text, new) > 0 for text, _ in pairs], dtype=float)
        told = (self.weights > 0)[[self.at[note] for _, note in pairs]] & (self.spread >= least)
        told = told.astype(float)
        table = np.ones((len(new), len(self.known)))
        for _ in range(8):
            share = asked / np.maximum(told @ table.T, 1e-12)
            table = table * (share.T @ told) + 1e-4
            table /= table.sum(axis=0)
        table /= table.sum(axis=1, keepdims=True)
        foreign = [[word for word in text if word not in self.known] for text in self.asked]
        found: Numbers = np.array([self.count(text, new) for text in foreign]) @ table
        return found

    def recall(self, extra: Numbers | float, kind: str, *, copied: bool = False) -> float:
        """The share of questions of a kind whose note is among the first five."""
        own = np.array([self.count(text, self.known) for text in self.asked])
        score = (own + extra) @ self.weights.T
        right = np.take_along_axis(score, self.gold[:, None], axis=1)
        found = ((score > right).sum(axis=1) < 5) & (right[:, 0] > 0)
        return float(found[(self.kind == kind) & (self.copied == copied)].mean())


def test_turbine_notes_are_found_by_normalised_and_learnt_words() -> None:
    plain, search = Search(as_typed), Search(normalised)
    assert plain.recall(0.0, "code") < 0.45
    assert search.recall(0.0, "code") >= 0.98
    assert max(search.recall(0.0, one) for one in ("everyday", "german")) < 0.05
    learnt = 2 * search.learnt(5)
    wanted = {"technical": 0.98, "code": 0.98, "everyday": 0.80, "german": 0.90}
    assert all(search.recall(learnt, one) >= least for one, least in wanted.items())
    for one in ("everyday", "german"):
        assert abs(search.recall(learnt, one) - search.recall(learnt, one, copied=True)) <= 0.15
    by_heart = 2 * search.learnt(1)  # part numbers explain everything that was asked before
    assert search.recall(by_heart, "german", copied=True) > 0.8
    assert search.recall(by_heart, "german") < 0.2


def test_turbine_questions_asked_before_are_found_from_their_text() -> None:
    search = Search(normalised)
    past = [(set(normalised(one["question"])), one["note"]) for one in search.tables["pairs"]]
    copied, right = [], []
    for number, text in enumerate(search.asked):
        words = set(text)
        alike = [len(words & other) / len(words | other) for other, _ in past]
        first = np.argsort(-np.array(alike), kind="stable")[:5]
        right.append(search.gold[number] in {search.at[past[one][1]] for one in first})
        copied.append(any(other <= words for other, _ in past if len(other) > 2))
    assert copied == search.copied.tolist()
    assert sum(copied) == search.truth["questions_already_in_pairs"] == 120
    assert len(copied) == search.truth["questions"] == 600
    assert not np.array(right)[~search.copied].any()
    assert np.mean(np.array(right)[search.copied]) >= 0.95


def pieces(words: list[str], merges: list[tuple[str, str]]) -> Numbers:
    """How many subwords each word has after these merges."""
    found = []
    for word in words:
        parts = list(word)
        for pair in merges:
            at = 0
            while at < len(parts) - 1:
                if (parts[at], parts[at + 1]) == pair:
                    parts[at : at + 2] = [parts[at] + parts[at + 1]]
                at += 1
        found.append(len(parts))
    return np.array(found, dtype=float)


def test_turbine_subwords_of_the_notes_cost_german_more() -> None:
    search = Search(normalised)
    told = Counter(w for one in search.tables["notes"] for w in normalised(one["text"]))
    words = [list(word) for word in told if word.isalpha()]
    merges: list[tuple[str, str]] = []
    for _ in range(150):
        pairs: Counter[tuple[str, str]] = Counter()
        for parts in words:
            for pair in itertools.pairwise(parts):
                pairs[pair] += told["".join(parts)]
        merges.append(max(pairs, key=lambda pair: (pairs[pair], pair)))
        for parts in words:
            at = 0
            while at < len(parts) - 1:
                if (parts[at], parts[at + 1]) == merges[-1]:
                    parts[at : at + 2] = ["".join(merges[-1])]
                at += 1
    fertility: dict[str, Any] = {
        kind: np.mean(
            pieces(
                [w for i in np.flatnonzero(search.kind == kind) for w in search.asked[i]], merges
            )
        )
        for kind in ("technical", "everyday", "german")
    }
    assert fertility["german"] > 1.2 * fertility["everyday"]
    assert fertility["german"] > 1.5 * fertility["technical"]


# Vision


class Trays:
    """The photographs with their labels, and the scene once the light is divided out."""

    def __init__(self) -> None:
        self.script = module("bracket_trays.py")
        arrays, tables, self.truth = self.script.make(7)
        rows = tables["images"][1]
        self.images = arrays["images"].astype(float)
        self.tray = np.array([row[1] for row in rows])
        self.night = np.array([row[4] == "night" for row in rows])
        blank = ndimage.gaussian_filter(arrays["blank"].astype(float), (0, 4, 4))
        flat = self.images / blank[[row[3] for row in rows]]
        self.flat = flat / np.median(flat, axis=(1, 2), keepdims=True)
        self.parts: list[list[tuple[str, NDArray[np.bool_]]]] = [[] for _ in rows]
        for image, hand, *_, runs in tables["parts"][1]:
            mask = np.zeros(self.flat[0].size, dtype=bool)
            for one in runs.split():
                first, length = (int(part) for part in one.split(":"))
                mask[first : first + length] = True
            self.parts[image].append((hand, mask.reshape(self.flat[0].shape)))
        planted = self.truth["trays"]
        self.touching = np.array([planted[one]["touching"] for one in self.tray])
        self.wrong = np.array([planted[one]["wrong"] for one in self.tray])

    def found(self, image: int) -> tuple[NDArray[np.int64], int]:
        """Connected brackets of an image under one threshold, small ones left out."""
        bright = ndimage.gaussian_filter(self.flat[image], 0.6) > 1.42
        labels, count = ndimage.label(bright)
        small = np.flatnonzero(np.bincount(labels.ravel()) < 40)
        labels[np.isin(labels, small)] = 0
        return labels, count - int((small > 0).sum())


@cache
def trays() -> Trays:
    """The photographs, made once."""
    return Trays()


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """The shared pixels of two masks among those of either."""
    return float((one & other).sum() / (one | other).sum())


def test_brackets_stand_out_once_the_light_is_divided_out() -> None:
    data, fixed, divided, counted = trays(), [], [], []
    for image in range(0, 280, 4):
        whole = np.any([mask for _, mask in data.parts[image]], axis=0)
        levels = np.quantile(data.images[image], np.arange(0.76, 1.0, 0.02))
        fixed.append(max(overlap(data.images[image] > level, whole) for level in levels))
        labels, count = data.found(image)
        divided.append(overlap(labels > 0, whole))
        counted.append(count == len(data.parts[image]))
    touching = data.touching[::4]
    assert np.mean(divided) > 0.8 > np.mean(fixed) + 0.15
    assert np.mean(np.array(counted)[~touching]) > 0.95
    assert np.mean(np.array(counted)[touching]) < 0.3


def test_bracket_pictures_leak_by_shot_and_mislead_by_light() -> None:
    data = trays()
    values = data.images[:, ::2, ::2].reshape(280, -1)
    values = values - values.mean(axis=1, keepdims=True)
    square = (values**2).sum(axis=1)
    apart = square[:, None] + square - 2 * values @ values.T

    def right(known: NDArray[np.bool_]) -> float:
        nearest = apart[~known][:, known].argmin(axis=1)
        return float((data.wrong[known][nearest] == data.wrong[~known]).mean())

    old = data.tray < 50
    assert right(np.random.default_rng(0).random(280) < 0.7) >= 0.95
    assert right(old) <= 0.65
    agrees = data.night == data.wrong
    assert agrees[old].mean() >= 0.9
    assert agrees[~old].mean() < 0.6
    good = {one["tray"] for one in data.truth["trays"][50:] if not one["wrong"]}
    assert len(good) == 9


def test_a_mirrored_bracket_is_one_of_the_other_hand() -> None:
    data = trays()
    shapes = {}
    for hand in "RL":
        drawn = []
        for angle in np.arange(48) * 2 * np.pi / 48:
            mask = data.script.bracket(44, 44, angle, hand == "L")
            middle = np.array(ndimage.center_of_mass(mask))
            drawn.append(ndimage.shift(mask, 43.5 - middle, order=1)[28:60, 28:60].ravel())
        centred = np.array(drawn) - np.mean(drawn, axis=1, keepdims=True)
        shapes[hand] = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    right, changed = [], []
    for image in range(200, 280, 4):
        if data.touching[image]:
            continue
        labels, _ = data.found(image)
        for hand, mask in data.parts[image]:
            own = labels == np.bincount(labels[mask]).argmax()
            kept = np.where(own, data.flat[image] - 1, 0)
            middle = np.array(ndimage.center_of_mass(own))
            crop = ndimage.shift(kept, 43.5 - middle, order=1)[28:60, 28:60]
            fits = [
                max(shapes, key=lambda one: float((shapes[one] @ view.ravel()).max()))
                for view in (crop, crop[:, ::-1])
            ]
            right.append(fits[0] == hand)
            changed.append(fits[1] != fits[0])
    assert len(right) >= 40
    assert np.mean(right) >= 0.97
    assert np.mean(changed) >= 0.9


# Speech


def bands(samples: Numbers, rate: int) -> Numbers:
    """Log energies in 20 mel bands from 150 to 3,800 Hz, a frame each 10 ms."""
    width, step = rate // 40, rate // 100
    frames = np.lib.stride_tricks.sliding_window_view(samples - 128, width)[::step]
    power = np.abs(np.fft.rfft(frames * np.hanning(width), 512)) ** 2
    low, high = (float(np.log1p(hertz / 700)) for hertz in (150, 3_800))
    edges = 700 * np.expm1(np.linspace(low, high, 22))
    hertz = np.fft.rfftfreq(512, 1 / rate)[:, None]
    up = (hertz - edges[:-2]) / np.diff(edges)[:-1]
    down = (edges[2:] - hertz) / np.diff(edges)[1:]
    found: Numbers = np.log(power @ np.clip(np.minimum(up, down), 0, None) + 50)
    return found


class Calls:
    """The recordings as log mel bands, with what was said in them."""

    def __init__(self, *, header: bool) -> None:
        files, self.tables, self.truth = module("picking_calls.py").make(7)
        self.rates = {name: rate if header else 8_000 for name, (rate, _) in files.items()}
        self.bands = {
            name: bands(samples.astype(float), self.rates[name])
            for name, (_, samples) in files.items()
        }
        self.files = files

    def digit(self, name: str, start: float, end: float) -> Numbers:
        """A digit as the mean of each fifth of its frames, loudness taken out."""
        frames = self.bands[name]
        kept = frames[max(0, round(100 * start) - 1) : round(100 * end) + 1]
        fifths = np.array([part.mean(axis=0) for part in np.array_split(kept, 5)])
        found: Numbers = (fifths - fifths.mean()).ravel()
        return found


@cache
def calls(*, header: bool) -> Calls:
    """The recordings, made once for each way of reading them."""
    return Calls(header=header)


def test_picked_digits_are_told_apart_for_a_new_voice_if_the_header_is_read() -> None:
    right = {}
    for header in (True, False):
        data = calls(header=header)
        who = {name: picker for name, picker, _ in data.tables["calls"][1]}
        rows = data.tables["words"][1]
        drawn = np.array([data.digit(name, float(a), float(b)) for name, _, a, b in rows])
        told = np.array([digit for _, digit, _, _ in rows])
        fast = np.array([data.files[name][0] != 8_000 for name, *_ in rows])
        guessed = np.full(len(told), "", dtype=told.dtype)
        for picker in sorted(set(who.values())):
            new = np.array([who[name] == picker for name, *_ in rows])
            if not new.any():
                continue
            names = np.unique(told[~new])
            middle = np.array([drawn[~new & (told == one)].mean(axis=0) for one in names])
            apart = ((drawn[new][:, None] - middle) ** 2).sum(axis=2)
            guessed[new] = names[apart.argmin(axis=1)]
        right[header] = [(guessed == told)[fast == one].mean() for one in (False, True)]
    assert min(right[True]) > 0.85
    assert right[False][1] < right[True][1] - 0.2


def loudness(samples: Numbers, rate: int, low: float) -> Numbers:
    """The log energy above a frequency, a frame of 20 ms each 10 ms."""
    width, step = rate // 50, rate // 100
    frames = np.lib.stride_tricks.sliding_window_view(samples - samples.mean(), width)[::step]
    power = np.abs(np.fft.rfft(frames * np.hanning(width), 512)) ** 2
    above = power[:, np.fft.rfftfreq(512, 1 / rate) >= low]
    found: Numbers = np.log(above.sum(axis=1) + 1)
    return found


def read(data: Calls, name: str, means: dict[str, Numbers], usual: float) -> list[str]:
    """The digits of a file: the cheapest way to lay digits of 0.2 to 0.36 s into what is loud."""
    energy = loudness(data.files[name][1].astype(float), data.rates[name], 250)
    loud = energy > np.quantile(energy, 0.1) + 2
    best, way = [0.0], [(0, "")]
    for end in range(1, len(loud) + 1):
        found = (best[end - 1] + 0.5 * loud[end - 1], end - 1, "")
        for start in range(end - 36, end - 19, 2):
            if start >= 0 and loud[start:end].mean() >= 0.6:
                shape = data.digit(name, start / 100, end / 100)
                cost, digit = min((((shape - one) ** 2).sum(), key) for key, one in means.items())
                total = best[start] + (end - start) / 28 * cost / usual
                found = min(found, (total, start, digit))
        best.append(found[0])
        way.append(found[1:])
    said, end = [], len(loud)
    while end:
        end, digit = way[end]
        said += [digit] if digit else []
    return said[::-1]


def test_picked_digits_are_read_from_new_voices_and_not_from_silence() -> None:
    data = calls(header=True)
    rows = data.tables["words"][1]
    drawn = np.array([data.digit(name, float(a), float(b)) for name, _, a, b in rows])
    told = np.array([digit for _, digit, _, _ in rows])
    means = {str(one): drawn[told == one].mean(axis=0) for one in np.unique(told)}
    usual = float(
        np.median([((one - means[d]) ** 2).sum() for one, d in zip(drawn, told, strict=True)])
    )
    numbers = {name: str(number) for number, name in enumerate(module("picking_calls.py").NAMES)}
    tested = [(name, text) for name, who, text in data.tables["calls"][1] if who in ("p7", "p9")]
    wrong = sum(
        distance(in_digits(text), [numbers[one] for one in read(data, name, means, usual)])
        for name, text in tested[::5]
    )
    assert wrong <= 0.05 * sum(len(in_digits(text)) for _, text in tested[::5])
    assert not read(data, "c120.wav", means, usual)


def last_speech(samples: Numbers, rate: int, low: float) -> float:
    """When the last loud frame ends, judged by the frequencies above a limit."""
    energy = loudness(samples, rate, low)
    quiet, loud = np.quantile(energy, [0.1, 0.9])
    return float(np.flatnonzero(energy > quiet + 0.4 * (loud - quiet))[-1] * 0.01 + 0.01)


def test_the_end_of_a_call_is_heard_above_the_hum_only() -> None:
    data = calls(header=True)
    ends = data.truth["speech_ends_in_test_files"]
    off: dict[float, Numbers] = {}
    for low in (0.0, 250.0):
        found = [
            last_speech(data.files[name][1].astype(float), data.rates[name], low) for name in ends
        ]
        off[low] = np.abs(np.array(found) - list(ends.values()))
    assert np.quantile(off[250.0], 0.9) < 0.06
    assert np.median(off[0.0]) > 0.2


def distance(told: list[str], heard: list[str]) -> int:
    """The least number of words to put in, leave out or change."""
    table = np.zeros((len(told) + 1, len(heard) + 1), dtype=int)
    table[:, 0], table[0] = np.arange(len(told) + 1), np.arange(len(heard) + 1)
    for i, one in enumerate(told, start=1):
        for j, other in enumerate(heard, start=1):
            changed = table[i - 1, j - 1] + (one != other)
            table[i, j] = min(changed, table[i - 1, j] + 1, table[i, j - 1] + 1)
    return int(table[-1, -1])


def in_digits(text: str) -> list[str]:
    """The digits of a text however they were written, other words as they are."""
    names = dict(zip(module("picking_calls.py").NAMES, "0123456789", strict=True)) | {"oh": "0"}
    words = re.findall(r"[a-z]+|\d", text.lower())
    return [names.get(word, word) for word in words]


def test_the_vendor_is_better_than_raw_words_and_worse_than_his_claim() -> None:
    _, tables, truth = module("picking_calls.py").make(7)
    heard = dict(tables["vendor"][1])
    spoken = [(text, heard[name]) for name, who, text in tables["calls"][1] if who != "none"]
    silent = [heard[name] for name, who, _ in tables["calls"][1] if who == "none"]
    wrong = sum(distance(in_digits(told), in_digits(guess)) for told, guess in spoken)
    made_up = sum(len(in_digits(guess)) for guess in silent)
    digits = sum(len(in_digits(told)) for told, _ in spoken)
    raw = sum(distance(told.split(), guess.split()) for told, guess in spoken)
    raw += sum(len(guess.split()) for guess in silent)
    assert digits == truth["digits"]
    assert truth["vendor_errors"] == {"speech": wrong, "empty": made_up}
    assert round(wrong / digits, 2) == 0.14
    assert round((wrong + made_up) / digits, 4) == truth["vendor_error_rate"] > 0.19
    words = sum(len(told.split()) for told, _ in spoken)
    assert round(raw / words, 4) == truth["vendor_error_rate_without_normalising"] > 1
    assert len(silent) == 8
    assert truth["files_at_11025_hertz"] == 31
