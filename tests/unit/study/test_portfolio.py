"""The portfolio: pages for others, in which nothing that a person wrote acts as markup."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.unit.study.workkit import painter

from mlprep.domain.clock import FixedClock
from mlprep.study.work import projects, routes
from mlprep.study.work.inputs import WorkError
from mlprep.study.work.portfolio import PAGE, portfolio, write_portfolio
from mlprep.study.work.portfolio_text import MARK, inline, linked, page_name, prose
from mlprep.study.work.states import Evidence, EvidenceKind
from mlprep.study.workspace import Workspace
from mlprep.text.sanitise import visible

MURAL, HOSTILE = "proj-mural", "proj-hostile"


@pytest.fixture
def workspace(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    yield from painter(home, clock)


def squeezed(text: str) -> str:
    return re.sub(" +", " ", text)


def finish_both(workspace: Workspace) -> None:
    projects.tick(workspace, MURAL, ["sketch"])
    projects.check(workspace, MURAL, ["2"])
    projects.log_time(workspace, MURAL, 90)
    projects.note(workspace, MURAL, "a private thought")
    projects.reflect(workspace, MURAL, "1", "The brown.\n\n# Really")
    projects.finish(workspace, MURAL, {"1": 3, "2": 4}, ["https://example.org/a_b?c=[d]"])
    projects.check(workspace, HOSTILE, ["1"])
    projects.finish(workspace, HOSTILE, {"1": 2}, ["[x](javascript:alert) <b>\u202e"])
    routes.finish_step(workspace, "wall-ask", ["Two | said *yes*."])


def test_one_page_leads_to_a_page_for_each_project(workspace: Workspace, tmp_path: Path) -> None:
    finish_both(workspace)
    written = write_portfolio(portfolio(workspace), tmp_path / "out")
    assert [path.relative_to(tmp_path / "out").as_posix() for path in written] == [
        PAGE, "projects/proj-mural.md", "projects/proj-hostile.md",
    ]  # fmt: skip
    front = written[0].read_text(encoding="utf-8")
    for target in re.findall(r"(?<!\\)\]\((\S+?)\)", front):
        assert (tmp_path / "out" / target).is_file()
    assert "| Colour | A mural that lasts; Hostile" in squeezed(front) or "; A mural" in front
    assert "Ask for a wall: done 2026-09-21" in front
    page = written[1].read_text(encoding="utf-8")
    assert "Finished 2026-09-21. 1.5 h of work. Skills: Colour, Harmony." in page
    assert "- A sketch: reached 2026-09-21" in page
    assert "- It is painted: left open" in page
    assert "- [x] It is brighter than `#808080`." in page
    table = [line for line in page.splitlines() if line.startswith("|")]
    assert "| Durability | 4 of 4, distinguished | a century |" in map(squeezed, table)
    assert {len(line) for line in table} == {len(table[0])}, "as text, too, it stands in columns"
    assert "**Which colour would you leave out?**" in page
    assert "private thought" not in page
    assert not list((tmp_path / "out").rglob(".*"))


def test_what_a_person_wrote_stays_text(workspace: Workspace, tmp_path: Path) -> None:
    finish_both(workspace)
    for path in write_portfolio(portfolio(workspace), tmp_path):
        text = path.read_text(encoding="utf-8").removeprefix(MARK)
        assert "\u202e" not in text
        assert "\x1b" not in text
        html = MarkdownIt("commonmark").enable("table").render(text)
        shown = set(re.findall(r"<(/?[a-z0-9]+)", html))
        ours = {"h1", "h2", "p", "br", "ul", "li", "a", "strong", "code",
                "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
        assert {one.lstrip("/") for one in shown} <= ours
        links = set(re.findall(r'href="([^"]*)"', html))
        assert all(one.startswith("https://example.org/") or one.endswith(".md") for one in links)
        assert html.count("<h1>") == 1


def test_a_page_of_somebody_else_is_left_alone(workspace: Workspace, tmp_path: Path) -> None:
    finish_both(workspace)
    shown = portfolio(workspace)
    (tmp_path / PAGE).write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(WorkError, match="was not written by mlprep"):
        write_portfolio(shown, tmp_path)
    assert (tmp_path / PAGE).read_text(encoding="utf-8") == "# Mine\n"
    assert not (tmp_path / "projects").exists()
    (tmp_path / PAGE).write_text(f"{MARK}\nold\n", encoding="utf-8")
    write_portfolio(shown, tmp_path)
    first = (tmp_path / PAGE).read_bytes()
    write_portfolio(shown, tmp_path)
    assert (tmp_path / PAGE).read_bytes() == first


def test_with_nothing_finished_nothing_is_written(workspace: Workspace, tmp_path: Path) -> None:
    projects.start(workspace, MURAL)
    with pytest.raises(WorkError, match="nothing to show yet"):
        write_portfolio(portfolio(workspace), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_a_plain_error(
    workspace: Workspace, tmp_path: Path
) -> None:
    finish_both(workspace)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        write_portfolio(portfolio(workspace), tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@given(st.text(max_size=40))
def test_any_text_inside_a_page_reads_as_it_was_written(text: str) -> None:
    told = inline(text)
    assert "\n" not in told
    html = MarkdownIt("commonmark").enable("table").render(f"x {told} y\n\n{told}\n")
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"p", "code"}
    shown = unescape(re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").render(prose(text))))
    assert bare(shown) == bare(ITEMS.sub("", visible(text)))


ITEMS = re.compile(r"^\s*([-*+]|[0-9]{1,9}[.)]) +(?=\S)", re.MULTILINE)


def bare(text: str) -> str:
    """Leave spaces and the backticks of code out."""
    return "".join(text.split()).replace("`", "")


@given(st.text(alphabet="-*+17.) \n`~a#>=|\\\t<", max_size=24))
def test_text_of_several_lines_keeps_its_words_and_line_ends(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(prose(text))
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= {"p", "br", "ul", "ol", "li", "code", "pre"}
    if "```" not in text and "~~~" not in text:
        shown = [
            bare(one) for one in re.sub(r"<[^>]+>", "", html.replace("<li>", "\n")).split("\n")
        ]
        written = [bare(one) for one in ITEMS.sub("", visible(text)).split("\n")]
        assert [unescape(one) for one in shown if one] == [one for one in written if one]


def test_lists_lines_and_code_stay_what_they_are() -> None:
    written = (
        "First.\nSecond *here*.\n- one\n  more\n  3. deep\n- two\n\n"
        '```python\nif a < b:\n    print("```", "<b>")\n```\nThen:\n2) late'
    )
    assert MarkdownIt("commonmark").render(prose(written)) == (
        "<p>First.<br />\nSecond *here*.</p>\n<ul>\n<li>\n<p>one<br />\nmore</p>\n"
        '<ol start="3">\n<li>deep</li>\n</ol>\n</li>\n<li>\n<p>two</p>\n</li>\n</ul>\n'
        '<pre><code class="language-python">if a &lt; b:\n'
        "    print(&quot;```&quot;, &quot;&lt;b&gt;&quot;)\n</code></pre>\n"
        '<p>Then:</p>\n<ol start="2">\n<li>late</li>\n</ol>\n'
    )


def test_files_are_shown_by_name_and_only_web_addresses_are_links() -> None:
    def shown(kind: EvidenceKind, text: str) -> str:
        return linked(Evidence(kind, text, 0))

    assert shown(EvidenceKind.FILE, "/home/me/secret/report_1.pdf") == r"the file report\_1.pdf"
    assert shown(EvidenceKind.LINK, "https://a.b/c>d") == "<https://a.b/c%3Ed>"
    assert shown(EvidenceKind.LINK, "javascript://x") == "javascript://x"
    assert shown(EvidenceKind.SENTENCE, "2. <b>") == r"2\. \<b\>"


@pytest.mark.parametrize(
    ("name", "file"),
    [("proj-a", "proj-a.md"), ("../../etc/passwd", "etc-passwd.md"), ("con", "project-con.md"),
     ("", "project.md"), ("é", "project.md"), ("a" * 300, "a" * 80 + ".md")],
)  # fmt: skip
def test_pages_have_names_that_every_system_takes(name: str, file: str) -> None:
    assert page_name(name) == file
