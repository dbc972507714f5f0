"""Run the program as ``python -m mlprep``."""

from mlprep.cli.main import run

if __name__ == "__main__":
    run()
