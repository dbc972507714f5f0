"""Make up a list of phrases, four minutes of typing in a search box, and the service behind it.

    python suggest_load.py --out data [--seed 7] [--scale 1] [--truth]

Writes phrases.csv (30,000 times --scale phrases), requests.csv (ms, client, prefix; the same at any
scale) and stock.py (a stand-in for a service that is slow, and down when too many ask at once).
--truth prints what was planted, and exact counts and suggestions at scale 1.  Needs numpy.
"""

import argparse
import json
from pathlib import Path

import numpy as np

PHRASES, SECONDS, SESSIONS, CLIENTS, ROOM, DELAY_MS, LIFE_S = 30_000, 240, 8_600, 5_200, 16, 40, 30
CROWD, CROWD_SECONDS, SCRAPED, SCRAPE_SECONDS = 1_200, 1.5, 3_600, 15
STOCK = f'''"""A stand-in for the stock service: which of these phrases may be shown now?"""

import asyncio, time, zlib

ROOM, DELAY, LIFE, DOWN = {ROOM}, {DELAY_MS / 1000}, {LIFE_S}, 2.0  # calls at once, then seconds

class Overloaded(Exception):
    """More than ROOM calls at once; the service is down for DOWN seconds."""

class Stock:
    def __init__(self, clock=time.monotonic):
        self.clock, self.calls, self.failures, self.at_once, self.until = clock, 0, 0, 0, 0.0

    async def allowed(self, phrases):
        """The phrases that may be shown; an answer may be used for LIFE seconds."""
        self.calls += 1
        if self.at_once >= ROOM:
            self.until = self.clock() + DOWN
        if self.clock() < self.until:
            self.failures += 1
            raise Overloaded
        self.at_once += 1
        try:
            await asyncio.sleep(DELAY)
        finally:
            self.at_once -= 1
        gone = int(self.clock() / LIFE) % 40
        return [one for one in phrases if zlib.crc32(one.encode()) % 40 != gone]
'''


def vocabulary(rng):
    starts = "b br c ch d f fl g gr h j k l m n p pl r s sh st t tr v w".split()
    syllables = [a + b for a in starts for b in ("a", "e", "i", "o", "u", "ai", "ee", "oo")]
    made = rng.choice(syllables, (3_000, 3)).tolist()
    return [*dict.fromkeys("".join(one[: 2 + i % 2]) for i, one in enumerate(made))][:1_500]


def phrases(rng, known, count):
    chance = 1 / np.arange(5, len(known) + 5)
    picks = rng.choice(len(known), (2 * count, 3), p=chance / chance.sum())
    found = dict.fromkeys(f"{known[a]} {known[b]} {known[c]}" for a, b, c in picks.tolist())
    listed = list(found)[:count]
    return listed, (rng.pareto(1.1, len(listed)) * 20 + 1).astype(int)


def typed(rng, listed, bought, crowd):
    share = np.sqrt(bought) / np.sqrt(bought).sum()
    ranges = (0, SECONDS * 1000 - 2_000), (0, CLIENTS), (80, 220), (1, 4), (5, 9)
    drawn = [rng.integers(low, high, SESSIONS).tolist() for low, high in ranges]
    chosen = rng.choice(len(listed), SESSIONS, p=share).tolist()
    for i, at, client, gap, short, long in zip(chosen, *drawn, strict=True):
        if not listed[i].startswith(crowd):
            for length in range(short, long):
                yield at + gap * length, f"c{client:04d}", listed[i][:length]


def make(seed, scale=1):
    rng = np.random.default_rng(seed)
    known = vocabulary(rng)
    listed, bought = phrases(rng, known, PHRASES)
    crowd = listed[int(np.argsort(bought)[-40])][:6]
    start, scrape = int(rng.integers(150, 200)) * 1000, int(rng.integers(40, 90)) * 1000
    asked = list(typed(rng, listed, bought, crowd[:4]))
    late = start + np.sort(rng.uniform(0, CROWD_SECONDS * 1000, CROWD)).astype(int)
    people = rng.integers(0, CLIENTS, CROWD).tolist()
    asked += [(at, f"c{one:04d}", crowd) for at, one in zip(late.tolist(), people, strict=True)]
    walked = sorted({one[:7] for one in listed if not one.startswith(crowd[:4])})
    begin, robot = int(rng.integers(len(walked) - SCRAPED)), f"c{CLIENTS + int(rng.integers(99)):04d}"
    every = SCRAPE_SECONDS * 1000 / SCRAPED
    asked += [(scrape + int(i * every), robot, walked[begin + i]) for i in range(SCRAPED)]
    asked.sort()
    prefixes, times = np.unique([one[2] for one in asked], return_counts=True)
    top = np.lexsort((prefixes, -times))[:10]
    shown = [crowd, *(one[:n] for n, one in zip((1, 2, 3, 4) * 3, listed[:12], strict=True))]
    ranked = [listed[i] for i in sorted(range(len(listed)), key=lambda i: (-bought[i], listed[i]))]
    truth = {
        "requests": len(asked), "prefixes": len(prefixes), "clients": len({one[1] for one in asked}),
        "crowd": {"prefix": crowd, "from_ms": start, "requests": CROWD,
                  "before_an_answer_can_come": int((late < late[0] + DELAY_MS).sum())},
        "scraper": {"client": robot, "from_ms": scrape, "requests": SCRAPED},
        "most_asked": {str(prefixes[i]): int(times[i]) for i in top},
        "ten_best": {start: [one for one in ranked if one.startswith(start)][:10] for start in shown}}
    sold = dict(zip(listed, bought.tolist(), strict=True))
    if scale > 1:  # the first ones stay, with what was bought of them
        more, bought = phrases(rng, known, PHRASES * scale)
        sold |= dict(zip(more, bought.tolist(), strict=True)) | sold
    return list(sold)[: PHRASES * scale], list(sold.values())[: PHRASES * scale], asked, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    listed, bought, asked, truth = make(chosen.seed, chosen.scale)
    if chosen.truth:
        return print(json.dumps(truth, indent=2))
    chosen.out.mkdir(parents=True, exist_ok=True)
    sold = "".join(f"{a},{b}\n" for a, b in zip(listed, bought, strict=True))
    log = "".join(f"{a},{b},{c}\n" for a, b, c in asked)
    files = {"phrases.csv": "phrase,bought\n" + sold, "requests.csv": "ms,client,prefix\n" + log}
    for name, text in (files | {"stock.py": STOCK}).items():
        (chosen.out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
