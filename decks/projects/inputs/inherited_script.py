"""Make up an inherited script with one bug in one of its copied blocks, its input and its output.

    python inherited_script.py --out data [--seed 7] [--truth]

Writes settle.py, the tables that it reads, recorded.txt (what it printed last month) and RULES.md.
--truth prints which block breaks the rules, how, and who was paid what.  Standard library only.
"""

import argparse
import io
import json
import random
from pathlib import Path

# depot: pence per kilometre, trips for the bonus, bonus in per cent
DEPOTS = {"north": (61, 44, 6), "south": (58, 40, 8), "east": (66, 38, 5), "west": (60, 42, 7),
          "quay": (72, 36, 4)}
NAMES = "Ada Ben Cal Dora Elsa Finn Gwen Hal Ida Jem Kay Lou Max Ned Pia Quin Rae Sal Tom Una".split()
FAULTS = {  # the right text, the wrong one, and what that does
    "bonus": ("if n[c] >= ", "if n[c] > ", "exactly enough trips give no bonus"),
    "night": ("h < 6:", "h < 5:", "trips from 05:00 to 05:59 are not paid as night"),
    "carried": ("lost = {}\n", "", "parcels lost at the depot before are deducted again"),
}
HEAD = """import time  # 1st of the month: python settle.py > out.txt   (ask Jo)
print("settled on " + time.strftime("%Y-%m-%d %H:%M"))\nT = 0
"""
BLOCK = '''
# ------------------------------ {depot}
f = open("trips_{depot}.csv")
f.readline()
pay, n = {{}}, {{}}
lost = {{}}
for line in f:
    p = line.strip().split(",")
    if p[4] == "cancelled":
        continue
    h = int(p[1][11:13])
    m = int(p[2]) * {rate}
    if h >= 22 or h < 6:
        m = m * 1.25
    m = int(m / 1000 + 0.5)
    pay[p[0]] = pay.get(p[0], 0) + m
    n[p[0]] = n.get(p[0], 0) + 1
    lost[p[0]] = lost.get(p[0], 0) + int(p[3])
t_{depot} = 0
print("{depot}")
for c in sorted(pay):
    x = pay[c]
    if n[c] >= {need}:
        x = x + int(x * {bonus} / 100 + 0.5)
    x = x - min(lost.get(c, 0) * 450, int(x / 10))
    t_{depot} = t_{depot} + x
    print("  %-6s %3d trips %9.2f" % (c, n[c], x / 100))
print("  total %20.2f" % (t_{depot} / 100))
T = T + t_{depot}
'''
RULES = """# What was agreed with the couriers

{depots}
- A trip pays its metres times the rate of the depot, to the nearest penny, half a penny up.
- Cancelled trips pay nothing and do not count; starts from 22:00 to 05:59 pay a quarter more.
- Whoever rides the trips for the bonus, or more, gets it on all pay at that depot in the month.
- A parcel lost costs 4.50 where it was lost, at most a tenth of the pay there (rounded down).
"""


def table(rng, need):
    rows = []
    for place, courier in enumerate(rng.sample(NAMES, 14)):
        done = need if place < 3 else need + rng.choice([-9, -6, -4, -2, -1, 1, 2, 3, 5])
        for trip in range(done + rng.randint(0, 4)):
            hour = rng.choices(range(24), [2, 1, 1, 1, 2, 2] + [8] * 16 + [4, 3])[0]
            start = f"2026-02-{rng.randint(1, 28):02d}T{hour:02d}:{rng.randint(0, 59):02d}"
            rest = f"{int(rng.random() < 0.04)},{'done' if trip < done else 'cancelled'}"
            rows.append((start, f"{courier},{start},{rng.randint(600, 14_000)},{rest}"))
    return "\n".join(["courier,start,metres,lost,state", *(row for _, row in sorted(rows))]) + "\n"


def printed(script, tables):
    said = []
    exec(script, {"open": lambda name: io.StringIO(tables[name]), "print": said.append})
    return ["settled on 2026-03-01 06:12", *said[1:]]


def make(seed):
    rng = random.Random(seed)
    tables = {f"trips_{depot}.csv": table(rng, need) for depot, (_, need, _) in DEPOTS.items()}
    depot, fault = rng.choice([*DEPOTS][1:]), rng.choice([*FAULTS])
    right, wrong, meaning = FAULTS[fault]
    blocks = {one: BLOCK.format(depot=one, rate=r, need=n, bonus=b) for one, (r, n, b) in DEPOTS.items()}
    agreed = HEAD + "".join(blocks.values()) + '\nprint("ALL %22.2f" % (T / 100))\n'
    script = agreed.replace(blocks[depot], blocks[depot].replace(right, wrong))
    recorded, due = printed(script, tables), printed(agreed, tables)
    depots = (f"- {one}: {r}p a kilometre, from {n} trips {b} % bonus"
              for one, (r, n, b) in DEPOTS.items())
    files = {"settle.py": script, **tables, "recorded.txt": "\n".join(recorded) + "\n",
             "RULES.md": RULES.format(depots="\n".join(depots))}
    lines = [(one.split(), two.split()) for one, two in zip(recorded, due, strict=True)]
    paid = {a[0]: {"recorded": a[-1], "right": b[-1]} for a, b in lines if a != b and "trips" in a}
    truth = {"depot": depot, "fault": fault, "meaning": meaning, "couriers": paid,
             "total_recorded": recorded[-1].split()[1], "total_right": due[-1].split()[1]}
    return files, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    files, truth = make(chosen.seed)
    if chosen.truth:
        return print(json.dumps(truth, indent=2))
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (chosen.out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
