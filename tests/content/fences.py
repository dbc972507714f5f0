"""Whether the code in fences parses, language by language."""

import ast
import json
import re
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable

import yaml

from mlprep.text.prose import FENCE

MOST_CODE_LINES = 15
MOST_CODE_CELLS = 76

_ANY_FENCE = re.compile(r"^[ ]*(?:`{3,}|~{3,})", re.MULTILINE)
# SQLite knows neither: the statement may be right in another dialect.
_OTHER_DIALECT = re.compile(
    r"::|\bINTERVAL\b|\bLATERAL\b|\bDATE '|\bTIMESTAMP '|\bCONCURRENTLY\b|\bGRANT\b|\bREVOKE\b"
    r"|\bEXPLAIN \(|\bEXPLAIN ANALYZE\b|\bFOR UPDATE\b|\bPARTITION BY RANGE\b|\bQUALIFY\b|\bSET\b"
    r"|\bISOLATION LEVEL\b|\bMERGE INTO\b|\bALTER COLUMN\b|\bUSING (?:gin|gist|brin|hash)\b"
    r"|\bANY\(|\bDISTINCT ON\b|\bTABLESAMPLE\b|\bGROUPING SETS\b|\bROLLUP\b|\bINCLUDE \("
    r"|\bpercentile_cont\b|\bSHOW\b|\bPERCENTILE_CONT\b|\bDECLARE\b|\bCREATE POLICY\b",
    re.IGNORECASE,
)
_SQL_FAULTS = ("syntax error", "incomplete input", "unrecognized token", "unterminated")
_DOCKER = re.compile(
    r"(?:FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD"
    r"|STOPSIGNAL|HEALTHCHECK|SHELL)\s"
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


def fence_faults(text: str) -> list[str]:
    """Return what is wrong with the fences of a text."""
    found = []
    fences = list(FENCE.finditer(text))
    if len(_ANY_FENCE.findall(text)) != 2 * len(fences):
        found.append("a fence is not closed, or is indented")
    for fence in fences:
        found += [f"{fault} in {fence['body'][:60]!r}" for fault in _faults(fence)]
    return found


def _faults(fence: re.Match[str]) -> list[str]:
    language, body = fence["lang"].strip(), fence["body"].rstrip("\n")
    found = []
    lines = body.split("\n")
    if len(lines) > MOST_CODE_LINES:
        found.append(f"{len(lines)} lines of code, at most {MOST_CODE_LINES}")
    longest = max(map(len, lines))
    if longest > MOST_CODE_CELLS:
        found.append(f"a line of code takes {longest} cells, at most {MOST_CODE_CELLS}")
    parser = PARSERS.get(language)
    if parser is None:
        return [*found, f"unknown language {language!r}"]
    fault = parser(body)
    return [*found, fault] if fault else found


def _python(code: str) -> str:
    try:
        compile(code, "fence", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        return f"Python: {error}"
    return ""


def _sql(code: str) -> str:
    if _OTHER_DIALECT.search(code):
        return ""
    with_end = code if code.rstrip().endswith(";") else code + ";"
    connection = sqlite3.connect(":memory:")
    try:
        for statement in statements(with_end):
            fault = _sql_fault(connection, statement)
            if fault:
                return f"SQL: {fault}"
    finally:
        connection.close()
    return ""


def statements(code: str) -> list[str]:
    """Split SQL at the ends of its statements."""
    found, current = [], ""
    for piece in re.split(r"(?<=;)", code):
        current += piece
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return [*found, current] if current.strip() else found


def _sql_fault(connection: sqlite3.Connection, statement: str) -> str:
    try:
        connection.execute(statement)
    except sqlite3.ProgrammingError:  # parameters without values: it was parsed
        return ""
    except sqlite3.Error as error:
        return str(error) if any(fault in str(error) for fault in _SQL_FAULTS) else ""
    return ""


def _yaml(code: str) -> str:
    if "{{" in code:  # a template is no YAML before it is filled in
        return ""
    try:
        list(yaml.safe_load_all(code))
    except yaml.YAMLError as error:
        return f"YAML: {error}"
    return ""


def _json(code: str) -> str:
    try:
        json.loads(code)
    except ValueError as error:
        return f"JSON: {error}"
    return ""


def _toml(code: str) -> str:
    try:
        tomllib.loads(code)
    except tomllib.TOMLDecodeError as error:
        return f"TOML: {error}"
    return ""


def _bash(code: str) -> str:
    bash = shutil.which("bash")
    if bash is None:
        return ""
    done = subprocess.run([bash, "-n"], input=code, text=True, capture_output=True, check=False)
    return f"bash: {done.stderr.strip()}" if done.returncode else ""


def _dockerfile(code: str) -> str:
    joined = re.sub(r"\\\n", " ", code)
    lines = [line for line in joined.split("\n") if line.strip() and not line.startswith("#")]
    strange = [line for line in lines if not _DOCKER.match(line)]
    return f"Dockerfile: {strange[0]!r} begins with no instruction" if strange else ""


def _balanced(code: str) -> str:
    """Check brackets only, for languages without a parser here."""
    open_ones: list[str] = []
    for one in re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|#[^\n]*|//[^\n]*", "", code):
        if one in "([{":
            open_ones.append(one)
        elif one in _PAIRS and (not open_ones or open_ones.pop() != _PAIRS[one]):
            return f"{one} closes nothing"
    return f"{open_ones[-1]} is not closed" if open_ones else ""


def _anything(_code: str) -> str:
    return ""


PARSERS: dict[str, Callable[[str], str]] = {
    "python": _python,
    "sql": _sql,
    "yaml": _yaml,
    "json": _json,
    "toml": _toml,
    "bash": _bash,
    "dockerfile": _dockerfile,
    "hcl": _balanced,
    "terraform": _balanced,
    "c": _balanced,
    "cpp": _balanced,
    "cuda": _balanced,
    "rego": _balanced,
    "protobuf": _balanced,
    "javascript": _balanced,
    "promql": _balanced,
    "ini": _anything,
    "diff": _anything,
    "http": _anything,
    "makefile": _anything,
    "console": _anything,
    "text": _anything,
}
