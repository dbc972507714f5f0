"""Make up a language whose entropy rate is known, so that the loss of a model has a floor.

    python known_language.py --out data [--seed 7] [--truth]

Writes train.txt, valid.txt (one sentence a line; the line break is a token) and language.json (the
law of the language).  A sentence is a key of 4 capitals, a body of 12 to 28 small letters in which
each letter depends on the two before it, a bar, and the key again.  --truth prints the floor of the
loss in nats per token, for the whole and in parts, and what is wrong with valid.txt.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

LETTERS, KEY = 16, 4
SHORTEST, LONGEST = 12, 28
TRAIN, VALID, REPEATED = 26_000, 2_000, 160


def stationary(table):
    """Long-run distribution of pairs of letters, by repeated steps from the uniform one."""
    pairs = np.full((LETTERS, LETTERS), 1 / LETTERS**2)
    for _ in range(500):
        pairs = np.einsum("ab,abc->bc", pairs, table)
    return pairs


def entropy(chances, axis=None):
    """Entropy in nats."""
    return -(chances * np.log(np.where(chances > 0, chances, 1))).sum(axis=axis)


def drawn(rng, chances):
    cumulated = chances.cumsum(axis=-1)
    cumulated[..., -1] = 1.0
    return (rng.random(len(chances))[:, None] > cumulated).sum(axis=1)


def sentences(rng, table, pairs, count):
    keys = rng.integers(0, LETTERS, (count, KEY))
    lengths = rng.integers(SHORTEST, LONGEST + 1, count)
    first = rng.choice(LETTERS**2, count, p=pairs.ravel())
    body = np.empty((count, LONGEST), dtype=int)
    body[:, 0], body[:, 1] = first // LETTERS, first % LETTERS
    for at in range(2, LONGEST):
        body[:, at] = drawn(rng, table[body[:, at - 2], body[:, at - 1]])
    return keys, body, lengths


def written(keys, body, lengths):
    small, capital = np.array(list("abcdefghijklmnop")), np.array(list("ABCDEFGHIJKLMNOP"))
    for key, letters, length in zip(keys, body, lengths, strict=True):
        name = "".join(capital[key])
        yield f"{name}{''.join(small[letters[:length]])}|{name}"


def surprise(table, pairs, body, lengths):
    """Nats per token of these sentences under the language itself."""
    at = np.arange(2, LONGEST)
    step = -np.log(table[body[:, at - 2], body[:, at - 1], body[:, at]])
    spent = np.where(at < lengths[:, None], step, 0).sum() - np.log(pairs[tuple(body[:, :2].T)]).sum()
    fixed = KEY * np.log(LETTERS) + np.log(LONGEST - SHORTEST + 1)
    return (spent + len(body) * fixed) / (lengths + 2 * KEY + 2).sum()


def make(seed):
    rng = np.random.default_rng(seed)
    table = np.round(rng.dirichlet(np.full(LETTERS, 0.25), (LETTERS, LETTERS)) + 5e-4, 6)
    table /= table.sum(axis=-1, keepdims=True)
    pairs = stationary(table)
    train, valid = (sentences(rng, table, pairs, count) for count in (TRAIN, VALID))
    clean = surprise(table, pairs, valid[1], valid[2])
    texts = {"train": list(written(*train)), "valid": list(written(*valid))}
    texts["valid"] += [texts["train"][i] for i in rng.choice(TRAIN, REPEATED, replace=False)]
    texts["valid"] = [texts["valid"][i] for i in rng.permutation(VALID + REPEATED)]
    body = (SHORTEST + LONGEST) / 2  # letters on average
    tokens = body + 2 * KEY + 2
    key, stop = KEY * np.log(LETTERS), np.log(LONGEST - SHORTEST + 1)
    second = (pairs * entropy(table, axis=-1)).sum()
    single = pairs.sum(axis=1)
    first = entropy(pairs) - entropy(single)
    letters = entropy(pairs) + (body - 2) * second
    weak = entropy(single) + (body - 1) * first
    truth = {
        "floor": (key + stop + letters) / tokens,
        "floor_of_a_reader_of_two_letters_that_cannot_copy": (2 * key + stop + letters) / tokens,
        "floor_of_a_reader_of_one_letter_that_copies": (key + stop + weak) / tokens,
        "nats_for_a_letter_of_the_body_given_two": second,
        "nats_for_a_letter_of_the_body_given_one": first,
        "nats_for_a_letter_of_the_first_key": np.log(LETTERS),
        "nats_for_a_letter_of_the_second_key": 0.0,
        "nats_for_the_length": stop,
        "loss_of_the_language_itself_on_valid_without_the_repeated": clean,
        "tokens_in_a_sentence": tokens,
    }
    truth = {name: round(float(value), 4) for name, value in truth.items()}
    return texts, table, truth | {"lines_of_valid_that_stand_in_train": REPEATED}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    texts, table, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, lines in texts.items():
        (chosen.out / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    law = {"key": KEY, "body": [SHORTEST, LONGEST], "next_letter_given_two": table.round(8).tolist()}
    (chosen.out / "language.json").write_text(json.dumps(law) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
