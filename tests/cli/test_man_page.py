"""The man page says what the parser takes; `python docs/build.py man` makes it anew."""

import argparse
import re
from pathlib import Path

from mlprep.cli.parser import build_parser

PAGE = Path(__file__).parents[2] / "docs" / "mlprep.1"


def shown(text: str) -> str:
    """Undo the escapes of roff."""
    return " ".join(re.sub(r"\\f[A-Z]", "", text).replace("\\-", "-").replace("\\", "").split())


def parsers(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """List a parser and all parsers below it."""
    found = [parser]
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for below in action.choices.values():
                found += parsers(below)
    return found


def test_the_page_names_every_command_and_option() -> None:
    page = shown(PAGE.read_text(encoding="utf-8"))
    for parser in parsers(build_parser()):
        assert parser.prog in page
        for action in parser._actions:
            if isinstance(action, argparse._HelpAction):
                continue
            assert all(option in page for option in action.option_strings)
            if action.help and not isinstance(action.choices, dict):
                assert shown(action.help) in page


def test_the_page_names_no_option_that_is_gone() -> None:
    known = {
        option
        for parser in parsers(build_parser())
        for action in parser._actions
        for option in action.option_strings
    }
    page = shown(PAGE.read_text(encoding="utf-8"))
    assert set(re.findall(r"(?<![\w-])--[a-z]+[a-z-]*", page)) <= known
