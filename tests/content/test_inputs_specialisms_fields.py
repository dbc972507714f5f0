"""What was planted in wells, enzymes and logs is there, and a careful reader finds it."""

import re
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats
from tests.content.generators import module


@cache
def made(name: str) -> Any:
    """What a generator makes with its usual seed."""
    return module(name).make(7)


# --- geospatial -----------------------------------------------------------------------------------


class Survey:
    """The wells of the survey in metres of EPSG:32633, as named and as mended by the marks."""

    def __init__(self) -> None:
        self.script = module("well_survey.py")
        tables, self.cropland, self.planted = made("well_survey.py")
        wells, marks = tables["wells"][1], tables["marks"][1]
        self.who = np.array([row[1] for row in wells])
        self.level = np.log(np.array([float(row[5]) for row in wells]))
        named = [self.metres(*row[2:5]) for row in wells]
        self.named = np.array(named)
        theirs = np.array([self.metres(*row[4:7]) for row in marks])
        true = np.array([self.metres("EPSG:4326", *row[1:3]) for row in marks])
        whose = np.array([row[3] for row in marks])
        self.shift = {one: (theirs - true)[whose == one] for one in "ABC"}
        self.mended = self.named - [self.shift[one].mean(axis=0) for one in self.who]
        farms = [self.metres("EPSG:3857", *row[1:3]) for row in tables["farms"][1]]
        self.farms = np.array(farms)
        east = tables["wells_east"][1]
        self.east = np.array([self.metres("EPSG:4326", *row[1:3]) for row in east])

    def metres(self, system: str, first: str, second: str) -> tuple[float, float]:
        """Easting and northing of a point in the system named."""
        x, y = float(first), float(second)
        if system == "EPSG:32633":
            return x, y
        if system == "EPSG:3857":
            x, y = np.degrees(x / 6_378_137), np.degrees(np.arcsin(np.tanh(y / 6_378_137)))
        found: tuple[float, float] = self.script.utm33(x, y)
        return found

    def shares(self, points: Any) -> Any:
        """The share of cropland around each point."""
        return np.array([self.script.crop_share(self.cropland, *one) for one in points])


def test_the_projections_agree_with_a_library() -> None:
    script = module("well_survey.py")  # both pairs come from pyproj 3.7
    assert script.utm33(13.4, 52.1) == pytest.approx((390_407.530, 5_773_368.187), abs=0.01)
    assert script.mercator(13.4, 52.1) == pytest.approx((1_491_681.177, 6_818_226.972), abs=0.01)


def test_one_contractor_is_off_and_his_cropland_hardly_counts() -> None:
    survey = Survey()
    planted = survey.planted["shift_of_c_in_metres_east_and_north"]
    assert survey.shift["C"].mean(axis=0) == pytest.approx(planted, abs=3)
    for one, shift in survey.shift.items():
        assert np.abs(shift - shift.mean(axis=0)).max() < 5
        assert one == "C" or np.hypot(*shift.T).max() < 5
    his = survey.who == "C"
    before, after = (
        np.polyfit(survey.shares(points[his]), survey.level[his], 1)[0]
        for points in (survey.named, survey.mended)
    )
    assert after - before > 0.25
    assert abs(after - survey.planted["effect_of_cropland_within_150_m_on_log_nitrate"]) < 0.25


def test_web_mercator_loses_wells_near_farms() -> None:
    survey = Survey()
    nearest = np.hypot(*(survey.mended[:, None] - survey.farms).transpose(2, 0, 1)).min(axis=1)
    found = survey.planted["wells_within_2_km_of_a_farm"]
    assert abs((nearest < 2_000).sum() - found) <= 1
    stretched = nearest / np.cos(np.radians(52.15))
    wrong = survey.planted["the_same_counted_in_web_mercator"]
    assert abs((stretched < 2_000).sum() - wrong) <= 3
    assert wrong < 0.7 * found


def test_random_folds_promise_what_the_east_does_not_keep() -> None:
    survey = Survey()
    points, share, level = survey.mended, survey.shares(survey.mended), survey.level
    design = np.column_stack([np.ones_like(share), share])
    apart = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    left = level - design @ np.linalg.lstsq(design, level)[0]
    near = ((apart < 2_000) & (apart > 0)).astype(float)
    assert len(left) / near.sum() * (left @ near @ left) / (left @ left) > 0.3

    def predicted(known: Any, there: Any, rows: Any) -> Any:
        """A line in cropland, and what it left in the five nearest wells."""
        slopes = np.linalg.lstsq(design[known], level[known])[0]
        rest = level[known] - design[known] @ slopes
        away = np.hypot(*(there[:, None] - points[known]).transpose(2, 0, 1))
        nearest = np.argpartition(away, 5, axis=1)[:, :5]
        weights = 1 / (np.take_along_axis(away, nearest, axis=1) + 200)
        return rows @ slopes + (rest[nearest] * weights).sum(axis=1) / weights.sum(axis=1)

    def errors(folds: Any) -> Any:
        found = np.empty_like(level)
        for fold in np.unique(folds):
            out = folds == fold
            found[out] = predicted(~out, points[out], design[out])
        return found - level

    blocks = points // 8_000
    random = errors(np.random.default_rng(0).integers(5, size=len(level)))
    blocked = errors(blocks[:, 0] * 1_000 + blocks[:, 1])
    everything = np.ones(len(level), bool)
    ahead = np.column_stack([np.ones(len(survey.east)), survey.shares(survey.east)])
    true = np.log(list(survey.planted["nitrate_in_the_east"].values()))
    east = predicted(everything, survey.east, ahead) - true
    spread = {
        one: float(np.sqrt((e**2).mean()))
        for one, e in (("random", random), ("blocked", blocked), ("east", east))
    }
    assert 0.2 < spread["random"] < 0.3
    assert spread["blocked"] > 1.4 * spread["random"]
    assert spread["east"] > 1.6 * spread["random"]
    covered = {one: (np.abs(east) < 1.645 * spread[one]).mean() for one in ("random", "blocked")}
    assert covered["blocked"] > covered["random"] + 0.15


# --- bioinformatics -------------------------------------------------------------------------------


class Screen:
    """The heat screen's counts as log2 ratios by total counts, and its sequences."""

    def __init__(self) -> None:
        self.script = module("heat_screen.py")
        texts, rows, self.planted = made("heat_screen.py")
        self.neutral = set(texts["neutral.txt"].split())
        total: dict[tuple[str, int], Any] = {}
        for _, where, replicate, *reads in rows:
            total[where, replicate] = total.get((where, replicate), 0) + np.array(reads)
        ratios: dict[tuple[str, str], list[float]] = {}
        for name, where, replicate, *reads in rows:
            before, after = np.log2((np.array(reads) + 0.5) / total[where, replicate])
            ratios.setdefault((name, where), []).append(after - before)
        self.ratio = {key: float(np.mean(found)) for key, found in ratios.items()}
        known = {one: [self.ratio[name, one] for name in self.neutral] for one in ("one", "two")}
        self.zero = {one: float(np.median(found)) for one, found in known.items()}
        self.spread = {one: float(np.std(found)) for one, found in known.items()}
        self.sequences = self.read(texts["enzymes.fasta"])
        self.new = self.read(texts["new_families.fasta"])

    def read(self, text: str) -> dict[str, str]:
        """Sequences of a FASTA text by name."""
        lines = text.split()
        return dict(zip([one[1:] for one in lines[::2]], lines[1::2], strict=True))

    def true(self, names: Any) -> Any:
        """The planted effects and families of these enzymes."""
        return np.array([self.planted["effect_and_family"][one] for one in names]).T

    def composition(self, sequences: Any, *, tagged: bool) -> Any:
        """The share of each amino acid, with or without the tag."""
        kept = [one if tagged else one.removesuffix(self.script.TAG) for one in sequences]
        return np.array([[one.count(a) / len(one) for a in self.script.LETTERS] for one in kept])


def test_laboratories_agree_once_neutral_enzymes_set_the_zero() -> None:
    screen = Screen()
    both = [one for one, lab in screen.ratio if lab == "one" and (one, "two") in screen.ratio]
    shared = [one for one in both if one not in screen.neutral]
    assert len(shared) == 60
    one, two = (np.array([screen.ratio[name, lab] for name in shared]) for lab in ("one", "two"))
    assert abs((two - one).mean()) > 1
    one, two = one - screen.zero["one"], two - screen.zero["two"]
    assert abs((two - one).mean()) < 0.15
    slope = np.polyfit(one, two, 1)[0]
    assert abs(slope - screen.planted["scale_of_effects_in_two_against_one"]) < 0.1
    for lab, hidden in screen.planted["log2_effect_hidden_by_total_counts"].items():
        assert abs(screen.zero[lab] + hidden) < 0.15


def test_the_list_of_stable_enzymes_needs_the_neutral_ones() -> None:
    screen = Screen()
    keys = [key for key in screen.ratio if key[0] not in screen.neutral]
    true = screen.true([name for name, _ in keys])[0]

    def listed(zero: dict[str, float]) -> Any:
        scores = [(screen.ratio[n, lab] - zero[lab]) / screen.spread[lab] for n, lab in keys]
        return stats.false_discovery_control(stats.norm.sf(scores)) <= 0.05

    found, naive = listed(screen.zero), listed({"one": 0.0, "two": 0.0})
    assert (true[found] <= 0).mean() <= 0.05
    assert (~found[true > 0.5]).mean() <= 0.1
    assert (~naive[true > 0.5]).mean() > 0.3


def test_neighbours_score_by_looking_up_cousins_and_the_tag_tells_the_laboratory() -> None:
    screen = Screen()
    names = list(screen.sequences)
    effect, family = screen.true(names)
    cousins = dict(pair[::-1] for pair in screen.planted["families_that_are_cousins"])
    kin = np.array([cousins.get(int(one), int(one)) for one in family])
    words = {name: {s[i : i + 3] for i in range(118)} for name, s in screen.sequences.items()}
    places = {one: place for place, one in enumerate(sorted(set().union(*words.values())))}
    table = np.zeros((len(names), len(places)), np.float32)
    for row, name in enumerate(names):
        table[row, [places[one] for one in words[name] if "HHH" not in one]] = 1
    alike = table @ table.T

    def by_neighbours(folds: Any) -> float:
        nearest = np.where(folds[:, None] == folds, -1, alike).argsort(axis=1)[:, -3:]
        return float(np.corrcoef(effect[nearest].mean(axis=1), effect)[0, 1])

    random = np.random.default_rng(0).integers(10, size=len(names))
    assert by_neighbours(random) > 0.8
    assert by_neighbours(family) > by_neighbours(kin) + 0.1
    assert by_neighbours(kin) < 0.3
    member = family[:, None] == np.arange(45)
    between = member.T @ alike @ member
    related = [between[a, b] for a, b in screen.planted["families_that_are_cousins"]]
    apart = between[np.arange(45)[:, None] < np.arange(45)]
    assert sorted(apart)[-6:] == sorted(related)

    def fitted(rows: Any, values: Any, others: Any) -> Any:
        middle = rows - rows.mean(axis=0)
        inner = middle.T @ middle + 0.02 * np.eye(20)
        return (others - rows.mean(axis=0)) @ np.linalg.solve(inner, middle.T @ values)

    gain = {}
    for tagged in (False, True):
        features = screen.composition(screen.sequences.values(), tagged=tagged)
        guess = np.empty_like(effect)
        for fold in range(9):
            out = kin % 9 == fold
            mean = effect[~out].mean()
            guess[out] = fitted(features[~out], effect[~out] - mean, features[out]) + mean
        ahead = fitted(features, effect, screen.composition(screen.new.values(), tagged=True))
        outcome = np.corrcoef(ahead, screen.true(screen.new)[0])[0, 1]
        gain[tagged] = (np.corrcoef(guess, effect)[0, 1], outcome)
    assert gain[True][0] > gain[False][0] + 0.05
    assert gain[True][1] < gain[False][1] + 0.02
    assert gain[False][1] > 0.4


# --- deep learning --------------------------------------------------------------------------------

LOG_LINE = re.compile(r"([A-H])((?:[a-x]\d)+)((?:\?[a-x]\d)+)")


def answers_by_rule(lines: list[str], habits: dict[tuple[str, str], str]) -> Any:
    """For each question: whether the newest, the first and the habitual digit are right."""
    found = []
    for line in lines:
        match = LOG_LINE.fullmatch(line)
        assert match is not None
        plant, log, asked = match.groups()
        pairs = [(log[i], log[i + 1]) for i in range(0, len(log), 2)]
        newest, first = dict(pairs), dict(reversed(pairs))
        found += [
            (newest[key] == digit, first[key] == digit, habits.get((plant, key)) == digit)
            for key, digit in zip(asked[1::3], asked[2::3], strict=True)
        ]
    return np.array(found)


def test_habits_answer_the_questions_of_valid_and_none_of_the_field() -> None:
    files, planted = made("settings_log.py")
    counted: dict[tuple[str, str], Counter[str]] = {}
    for line in files["train"]:
        log = line[1 : line.index("?")]
        for i in range(0, len(log), 2):
            counted.setdefault((line[0], log[i]), Counter())[log[i + 1]] += 1
    habits = {key: digits.most_common(1)[0][0] for key, digits in counted.items()}
    for name in ("valid", "field", "field_long"):
        right = answers_by_rule(files[name], habits).mean(axis=0)
        assert right == pytest.approx(list(planted["share_right_by_rule"][name].values()), abs=1e-3)
        newest, first, habit = right
        assert newest > 0.97
        assert 0.8 < first < 0.95
        assert (habit > 0.6) if name == "valid" else (habit < 0.12)
    lengths = {name: {len(line) for line in lines} for name, lines in files.items()}
    assert lengths["train"] == lengths["valid"] == lengths["field"]
    assert min(lengths["field_long"]) > max(lengths["train"])
    assert not set(files["valid"]) & set(files["train"])
