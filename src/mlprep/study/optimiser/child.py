"""The process that fits: a task as JSON comes in, parameters go out."""

import json
import sys

from mlprep.memory.fitting import Task, fit


def main() -> None:
    """Fit what stands on the standard input."""
    json.dump(fit(Task(**json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
