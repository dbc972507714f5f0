"""Make up the repair notes of a wind farm, with questions in two languages and in everyday words.

    python turbine_notes.py --out data [--seed 7] [--truth]

Writes notes.jsonl, pairs.jsonl (questions of the past with the note that helped), questions.jsonl
(the test set that the client made) and README.txt.  --truth prints what was planted as JSON.
Standard library only.
"""

import argparse
import json
import random
import unicodedata
from pathlib import Path

PARTS = [
    line.split("|")
    for line in """yaw drive|turning motor|Windnachführung
pitch bearing|blade hinge|Blattlager
main shaft|big axle|Hauptwelle
gearbox|cogs|Getriebe
generator|dynamo|Stromerzeuger
brake caliper|stopper|Bremszange
nacelle hatch|roof door|Gondelluke
anemometer|wind cup|Windmesser
slip ring|rotating contact|Schleifkontakt
converter cabinet|power cupboard|Umrichterschrank
oil pump|grease pusher|Ölförderung
heat exchanger|cooler|Kühlkörper
rotor hub|nose|Nabe
blade root|wing foot|Flügelansatz
tower flange|mast joint|Turmverbindung
lightning receptor|spark catcher|Blitzfänger
hydraulic accumulator|pressure bottle|Druckspeicher
service lift|elevator|Aufzug
transformer|voltage box|Umspanner
aviation light|red lamp|Warnleuchte""".split("\n")
]
SIGNS = [
    line.split("|")
    for line in """overheating|gets too hot|wird zu heiß
vibration|shakes|rüttelt
corrosion|rusty|rostet
leakage|drips|tropft
misalignment|crooked|steht schief
seizure|stuck|klemmt
intermittent signal|flickers|setzt aus
abrasion|worn thin|ist abgenutzt
insulation fault|gives shocks|schlägt Funken
resonance|hums loudly|brummt laut
icing|frozen over|ist vereist
contamination|full of dirt|ist verschmutzt
fracture|cracked|hat einen Riss
loss of torque|lost its strength|hat keine Kraft
delamination|peeling layers|blättert ab
overspeed|spins wildly|dreht durch""".split("\n")
]
ACTIONS = (
    "Isolate and tag out before work.",
    "Record the reading in the log.",
    "Torque to the sheet.",
    "Replace the seal set.",
    "Call the control room first.",
    "Repeat after 500 hours.",
)
ASKS = {
    "technical": (
        "how do I treat {s} of the {p}",
        "{p}: {s}, what now",
        "procedure for {s} at {p}",
    ),
    "everyday": ("the {p} {s}, help", "what if the {p} {s}", "{p} {s} again since Monday"),
    "german": ("{p} {s}, was tun", "was hilft, wenn {p} {s}", "seit Montag: {p} {s}"),
    "code": ("what to check before I order {c}", "{c} where used", "note for {c} please"),
}
WIDE = str.maketrans("0123456789-", "".join(chr(0xFF10 + i) for i in range(10)) + "\u2011")
README = """notes.jsonl: one repair note a line, in technical English. pairs.jsonl: questions that
technicians asked in the past, and the note that helped. questions.jsonl: our test set, each with
the one right note. kind: technical, everyday (English without the technical terms), german, or
code (a part number as people paste and type it). The system must answer from notes.jsonl in both
languages.
"""


def asked(rng, kind, note):
    """A question of a kind about a note, as a technician types it."""
    column = {"technical": 0, "everyday": 1, "german": 2, "code": 0}[kind]
    part, sign = PARTS[note["part"]][column], SIGNS[note["sign"]][column]
    code = rng.choice((str.lower, lambda c: c.translate(WIDE), lambda c: c.replace("-", " ")))
    text = rng.choice(ASKS[kind]).format(p=part, s=sign, c=code(note["code"]))
    return unicodedata.normalize(
        rng.choice(("NFC", "NFD")), text
    )  # phones differ, the eye does not


def copied(rng, text):
    """The same question with other capitals and marks: not a new one."""
    text = rng.choice((str.upper, str.title, str.lower))(text)
    return rng.choice(("{}?", "Hello, {}", "{} !!", "please: {}")).format(text)


def make(seed):
    rng = random.Random(seed)
    numbers = rng.sample(range(1_000, 10_000), len(PARTS) * len(SIGNS))
    places = [(p, s) for p in range(len(PARTS)) for s in range(len(SIGNS))]
    notes = [
        {"id": f"n{i:03d}", "part": p, "sign": s, "code": f"KX-{numbers[i]}"}
        for i, (p, s) in enumerate(rng.sample(places, 300))
    ]
    for note in notes:
        part, sign = PARTS[note["part"]][0], SIGNS[note["sign"]][0]
        others = [
            f"Compare {rng.choice(SIGNS)[0]} of the {rng.choice(PARTS)[0]}." for _ in range(3)
        ]
        body = [f"Use when {sign} of the {part} is reported.", *others, *rng.sample(ACTIONS, 3)]
        rng.shuffle(body)
        note["text"] = f"{part.capitalize()}: {sign}. {' '.join(body)} Order {note['code']}."
    known, fresh = notes[:180], notes[180:]
    kinds = ("technical", "everyday", "german", "code")
    pairs = [
        {"question": asked(rng, kind, note), "note": note["id"]}
        for note in known
        for kind in (*kinds[:3], *rng.choices(kinds[1:3], k=3))
    ]
    tests = [(asked(rng, kind, note), note["id"], kind, False) for note in fresh for kind in kinds]
    for note in rng.sample(known, 120):  # asked before, only written in another way
        kind = rng.choice(kinds[1:3])
        question = asked(rng, kind, note)
        pairs.append({"question": question, "note": note["id"]})
        tests.append((copied(rng, question), note["id"], kind, True))
    rng.shuffle(pairs)
    rng.shuffle(tests)
    questions = [
        {"id": f"q{i:03d}", "question": q, "note": n, "kind": k}
        for i, (q, n, k, _) in enumerate(tests)
    ]
    seen = [f"q{i:03d}" for i, one in enumerate(tests) if one[3]]
    truth = {
        "questions": len(tests),
        "questions_already_in_pairs": len(seen),
        "their_ids": seen,
        "notes_never_asked_for_in_pairs": len(fresh),
    }
    shown = [{"id": one["id"], "text": one["text"]} for one in notes]
    return {"notes": shown, "pairs": pairs, "questions": questions}, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (chosen.out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (chosen.out / "README.txt").write_text(README, encoding="utf-8")


if __name__ == "__main__":
    main()
