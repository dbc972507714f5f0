"""Make up the history of a platform's configuration, as a stream for `git fast-import`.

    python platform_history.py --out data [--seed 7] [--truth]
    git init -b main repo && git -C repo fast-import < data/history.fi

Writes history.fi: 64 commits of three teams, one of which breaks the sum of the quotas while it
looks tidy, and one of which held a token.  --truth prints their numbers (from 0) as JSON.  Standard
library only.
"""

import argparse
import json
import random
from pathlib import Path

TEAMS, COMMITS, CORES = ("claims", "pricing", "search"), 64, 48


def make(seed):
    rng = random.Random(seed)
    bad, secret = rng.randrange(20, 50), rng.randrange(8, 18)
    quota, lines = dict.fromkeys(TEAMS, 12), []
    for number in range(COMMITS):
        team, text = rng.choice(TEAMS), "Move the limit of {}"
        if number < bad or team != "pricing":
            quota[team] = rng.randint(8, 16)
        if number == bad:
            quota["pricing"], text = CORES + 32, "Tidy the indentation"
        files = {
            "quotas.json": json.dumps(quota, indent=1 + (number >= bad)) + "\n",
            "registry.env": "USER=platform\n",
        }
        if number == secret:
            files["registry.env"] += f"TOKEN=plat-{rng.randbytes(8).hex()}\n"
        body = f"{text.format(team)} ({number})\n"
        who = f"{team} <{team}@platform.example> {1_700_000_000 + 3_600 * number} +0000"
        lines += ["commit refs/heads/main", f"author {who}", f"committer {who}"]
        lines += [f"data {len(body)}", body]
        for name, content in files.items():
            lines += [f"M 100644 inline {name}", f"data {len(content)}", content]
    truth = {"commit_that_breaks": bad, "commit_with_a_token": secret, "cores": CORES}
    return "\n".join(lines) + "\n", truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    stream, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "history.fi").write_text(stream, encoding="utf-8")


if __name__ == "__main__":
    main()
