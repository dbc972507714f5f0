"""Make up short recordings of warehouse pickers who read digits, and what a vendor heard.

    python picking_calls.py --out data [--seed 7] [--truth]

Writes 128 WAV files (8 bits, mono), calls.csv, words.csv, vendor.csv and README.txt.  --truth
prints what was planted as JSON.  The voices are synthetic.  Needs numpy.
"""

import argparse
import csv
import json
import wave
from pathlib import Path

import numpy as np

PICKERS, CALLS, TESTED, EMPTY = 10, 12, 3, 8  # the last three pickers are for the test
SOUNDS = {
    "i": (290, 2200, 2900),
    "e": (470, 1850, 2500),
    "a": (740, 1250, 2450),
    "o": (450, 850, 2400),
    "u": (310, 900, 2250),
    "r": (480, 1350, 1750),
    "n": (260, 1100, 2300),
    "s": None,
    "f": None,
    "t": None,
}  # formants, or a noise
DIGITS = {
    "zero": "sio",
    "one": "uan",
    "two": "tuu",
    "three": "fri",
    "four": "foo",
    "five": "fai",
    "six": "sis",
    "seven": "sen",
    "eight": "eit",
    "nine": "nai",
}
NAMES = list(DIGITS)
README = """calls.csv: file, picker, reference as one of two typists wrote it. Pickers p0 to p6
are for training, p7 to p9 for the test; `none` is a file of the same handsets in which nobody
speaks. words.csv: each digit of the training files with start and end in seconds. vendor.csv:
what the vendor's recogniser wrote. Handsets of two makes were in use; both hum. What counts is
digits: oh is zero, 47 is four seven, capitals and marks do not matter. A word that is no digit
counts as a word. An error is a digit or word put in, left out or changed; the rate is errors by
digits in the references.
"""


def sound(rng, name, rate, pitch, size):
    """One speech sound: formants that ring at each beat of the voice, or a noise."""
    length = int(rate * rng.uniform(0.075, 0.115))
    time = np.arange(length) / rate
    if SOUNDS[name] is None:
        noise = rng.normal(0, 1, length)
        wide = np.diff(noise, prepend=0.0) if name != "f" else (noise + np.roll(noise, 1)) / 2
        wave_ = wide * {"s": 0.30, "f": 0.22, "t": 0.5}[name]
        wave_ *= np.exp(-time * 90) if name == "t" else 1.0
    else:
        ring = np.exp(-7 * ((pitch * time) % 1))
        parts = zip((1.0, 0.6, 0.3), SOUNDS[name], strict=True)
        wave_ = ring * sum(a * np.sin(2 * np.pi * f * size * time) for a, f in parts)
        wave_ *= 0.5 if name == "n" else 1.0
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.012)
    return wave_ * fade


def call(rng, digits, rate, voice):
    """The samples of a recording and the start and end of each digit in seconds."""
    pieces, spans = [np.zeros(int(rate * rng.uniform(0.15, 0.35)))], []
    for digit in digits:
        start = sum(map(len, pieces)) / rate
        pieces += [sound(rng, one, rate, *voice) for one in DIGITS[digit]]
        spans.append((start, sum(map(len, pieces)) / rate))
        pieces.append(np.zeros(int(rate * rng.uniform(0.06, 0.14))))
    quiet = rng.uniform(0.25, 0.5) if digits else 1.5
    speech = np.concatenate([*pieces, np.zeros(int(rate * quiet))])
    time = np.arange(len(speech)) / rate
    hum = 0.9 * np.sin(2 * np.pi * 50 * time + rng.uniform(0, 6)) * rng.uniform(0.5, 1.2)
    truck = 0.25 * np.sin(2 * np.pi * 95 * time) * np.clip((time - 0.3 * time[-1]) * 2, 0, 1)
    heard = speech + hum + truck + rng.normal(0, 0.03, len(speech)) + 0.2
    return np.clip(np.round(128 + 40 * heard), 0, 255).astype(np.uint8), spans


def written(rng, digits, typist):
    if typist:
        return " ".join("oh" if d == "zero" else d for d in digits).capitalize() + "."
    return "".join(str(NAMES.index(digit)) for digit in digits)


def heard_by_vendor(rng, digits):
    """What the vendor writes: some digits changed, lost or added; politeness where nobody spoke."""
    if not digits:
        return "thank you for watching" if rng.random() < 0.75 else ""
    found = []
    for digit in digits:
        luck = rng.random()
        if luck > 0.05:
            found.append(NAMES[int(rng.integers(10))] if luck < 0.12 else digit)
        if luck > 0.97:
            found.append(digit)
    numbers = [str(NAMES.index(one)) for one in found]
    return " ".join("".join(numbers[i : i + 2]) for i in range(0, len(numbers), 2))


def errors(told, heard):
    """The least number of words to put in, leave out or change (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(told, start=1):
        last, row[0] = row[0], i
        for j, other in enumerate(heard, start=1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (one != other))
    return row[-1]


def make(seed):
    rng = np.random.default_rng(seed)
    files, calls, words, vendor, ends = {}, [], [], [], {}
    wrong, told, raw, digits_told = {"speech": 0, "empty": 0}, 0, 0, 0
    who = [picker for picker in range(PICKERS) for _ in range(CALLS)] + [None] * EMPTY
    voices = [(rng.uniform(90, 230), rng.uniform(0.9, 1.12)) for _ in range(PICKERS)]
    for number, picker in enumerate(who):
        name, rate = f"c{number:03d}.wav", int(rng.choice([8_000, 11_025], p=[0.75, 0.25]))
        digits = [] if picker is None else rng.choice(NAMES, int(rng.integers(4, 7))).tolist()
        samples, spans = call(rng, digits, rate, voices[picker or 0])
        files[name] = (rate, samples)
        text = written(rng, digits, rng.random() < 0.5) if digits else ""
        guess = heard_by_vendor(rng, digits)
        calls.append([name, "none" if picker is None else f"p{picker}", text])
        vendor.append([name, guess])
        tokens = list("".join(guess.split())) if digits else guess.split()
        wrong["speech" if digits else "empty"] += errors(
            [str(NAMES.index(d)) for d in digits], tokens
        )
        raw += errors(text.split(), guess.split())
        told, digits_told = told + len(text.split()), digits_told + len(digits)
        if picker is not None and picker >= PICKERS - TESTED:
            ends[name] = round(spans[-1][1], 3)
        elif picker is not None:
            words += [
                [name, d, f"{a:.3f}", f"{b:.3f}"] for d, (a, b) in zip(digits, spans, strict=True)
            ]
    truth = {
        "digits": digits_told,
        "vendor_errors": wrong,
        "vendor_error_rate": round(sum(wrong.values()) / digits_told, 4),
        "vendor_error_rate_without_normalising": round(raw / told, 4),
        "files_at_11025_hertz": sum(rate != 8_000 for rate, _ in files.values()),
        "speech_ends_in_test_files": ends,
    }
    tables = {
        "calls": (["file", "picker", "reference"], calls),
        "words": (["file", "digit", "start", "end"], words),
        "vendor": (["file", "heard"], vendor),
    }
    return files, tables, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    files, tables, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, (rate, samples) in files.items():
        with wave.open(str(chosen.out / name), "wb") as file:
            file.setparams((1, 1, rate, len(samples), "NONE", "not compressed"))
            file.writeframes(samples.tobytes())
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
