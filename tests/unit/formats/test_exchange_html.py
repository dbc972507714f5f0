import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlprep.formats.exchange.html import to_markdown, to_text
from mlprep.text.html import to_html

HTML = st.text(
    st.sampled_from(["<", ">", "&", "b", " ", "/", "\\", "(", ")", "[", "]", "$", "*", "`", "\n"])
    | st.characters(),
    max_size=80,
)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (r"<b>Why</b> \(\sqrt{d}\)?<br>$5 &amp; a*b", "**Why** $\\sqrt{d}$?\n\\$5 & a*b"),
        ("<div>a</div><div>b<br></div><p>c</p>", "a\nb\n\nc"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>x", "- a\n- b\n   - c\n\nx"),
        ("<pre><code>if x &lt; 3:\n    y</code></pre>", "```\nif x < 3:\n    y\n```"),
        ('<pre><code class="hljs language-python">x = 1\n</code></pre><pre>y</pre>',
         "```python\nx = 1\n```\n\n```\ny\n```"),
        ('<pre class="lang-c++"><span class="language-x">y</span></pre>', "```c++\ny\n```"),
        ("<table><tr><th>A</th><th>B|</th></tr><tr><td>1<br>2</td><td><b>x</b></td></tr></table>",
         "| A | B\\| |\n|---|---|\n| 1 2 | **x** |"),
        ("w<b>or</b>d <i> em </i>x", "word  *em* x"),
        ("# head<br>+ a", "\\# head\n\\+ a"),
        (r"\[ a &lt; b \] then a\(x\)2", "$$a < b$$ then a $x$ 2"),
        (r"[latex]$x$[/latex] [$]y[/$] [$$]z[/$$]", "$x$ $y$ $$z$$"),
        (r"\(\text{a $ b} \$ \\$\) costs $5", r"$\text{a \$ b} \$ \\\$$ costs \$5"),
        (r"\[\text{if $x_{i}>0$ or $y$} & \mbox{no $}\]",
         r"$$\text{if }x_{i}>0\text{ or }y\text{} & \mbox{no \$}$$"),
        ("a<br><i> b</i>", "a\n*b*"),
        (r"[latex]$$a &lt; b$$[/latex] [latex]cost \$5 and<br>$y$[/latex]",
         "$$a < b$$ cost \\\\\\$5 and\n$y$"),
        (r"[latex]\begin{align*}a&amp;=b\\<br>c&amp;=\begin{cases}1\end{cases}\end{align*}[/latex]",
         "$$\\begin{align*}a&=b\\\\\nc&=\\begin{cases}1\\end{cases}\\end{align*}$$"),
        (r"[latex]\begin{equation}x\end{equation} then \begin{align}[/latex]",
         "$$x$$ then \\begin{align}"),
        ("<ruby>漢<rt>かん</rt>字<rt>じ</ruby>を", "漢 (かん)字 (じ)を"),
        ("<ruby>東京<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>x<ruby>a<rp>[<rt>b<rp>]</ruby>y",
         "東京 (とう)xa (b)y"),
        ("<code>a</code><code>b</code>c<code>d</code>", "`a` `b`c`d`"),
        ("<b>a</b><b>b</b> <i>c</i><i>d</i>", "**ab** *cd*"),
        ('<a href="https://x.y/a_(b)">l</a>', "[l](https://x.y/a_%28b%29)"),
        ("<b>a</b><i>b</i> <i>c</i><b>d</b> <b>e</b><i>, f</i>", "ab cd **e**, f"),
        ("<b>* a</b> <b>b *</b> <i><b>c</b></i> <b>*d*</b>", "* a b * ***c*** **\\*d\\***"),
        (r"<table><tr><td>\(a|b\) <code>a|b</code> |</td></tr></table>",
         "| $a|b$ `a\\|b` \\| |\n|---|"),
        ("<details><summary>s</summary>t</details>", "s\nt"),
        ("{{c1::<b>gap</b>::hint}}", "{{c1::**gap**::hint}}"),
        ("<code>a`b</code>", "``a`b``"),
        ("a<!-- c -->b<script>alert(1)</script>c<style>x", "abc"),
        ('<a href="https://x.y/z">l</a> <a href="javascript:1">m</a>', "[l](https://x.y/z) m"),
        ('<a href="mailto:a@b.org?subject=x">m</a>', "[m](mailto:a@b.org?subject=x)"),
        ('<a href=" mailto:a@b.org?subject=a card\n&body=&lt;1&gt;">m</a>',
         "[m](mailto:a@b.org?subject=a%20card&body=%3C1%3E)"),
        ("<ol start=5><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "5. a\n6. b\n   - c"),
        ('<ul><li>a<ol start="9"><li>b</li><li>c<ul><li>d</li></ul>e</li></ol></li></ul>',
         "- a\n\n   9. b\n   10. c\n       - d\n       e"),
        ("<ol start=-3><li>a</li></ol>x<ol start=9999999999><li>b</li></ol>", "1. a\n\nx\n\n1. b"),
        ("<b>a<br>b</b>", "a\nb"),
        ("&#xe000;0&#xe001; \ue0000\ue001", "0 0"),
    ],
)  # fmt: skip
def test_html_becomes_what_a_card_can_show(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    "html",
    [
        '<ol start="9">' + "<li>a<ul><li>b</li></ul></li>" * 3 + "</ol>",
        '<ul><li>a<ol start="3"><li>b</li></ol></li></ul>',
    ],
)
def test_lists_in_lists_stay_in_them(html: str) -> None:
    shown = to_html(to_markdown(html))
    tags = [one for one in re.findall("<[^>]+>", shown) if one not in ("<p>", "</p>")]
    assert tags == re.findall("<[^>]+>", html)


def test_pictures_are_named_by_the_caller() -> None:
    assert to_markdown('<img src="a b.png">', lambda _: "media/a-b.png") == (
        "![a-b.png](media/a-b.png)"
    )
    assert to_markdown('x<img src="a b.png">', lambda _: "") == "x"


@given(HTML)
def test_any_text_is_read(html: str) -> None:
    assert isinstance(to_markdown(html), str)
    assert "\n" not in to_text(html)


@given(HTML)
def test_plain_text_stays_what_it_says(text: str) -> None:
    """What was escaped for Markdown shows in HTML as it was, formulae apart."""
    words = text.replace("\\", "").replace("[", "").replace("<", "").replace("`", "")
    words = " ".join(words.split())
    shown = to_text(to_html(to_markdown(words, plain=True)))
    plain = "".join(one for one in words if one.isalnum() and one.isascii())
    assert "".join(one for one in shown if one.isalnum() and one.isascii()) == plain


SLOW: list[Callable[[int], str]] = [
    lambda n: "<" * n,
    lambda n: "<a " * n,
    lambda n: "\\(" * n,
    lambda n: "[$]" * n,
    lambda n: "<!--" * n,
    lambda n: "<b>a" * n + "</b>" * n,
    lambda n: "<table><tr><td>" * n,
    lambda n: "a*" * n,
    lambda n: "<ul>" * n + "x",
    lambda n: "`" * n,
    lambda n: "<pre>" * n,
    lambda n: "\\(x\\)" * n,
]


@pytest.mark.parametrize("made", SLOW)
def test_hostile_repetition_is_read_whole(made: Callable[[int], str]) -> None:
    assert isinstance(to_markdown(made(20_000)), str)


WORDS = st.lists(
    st.sampled_from(["word", "a", "1", "2.", "x,", "so;", "-", "+", "#", "1)", "Why", "it's", "%"]),
    min_size=1,
    max_size=6,
).map(" ".join)


@given(WORDS | st.text("ab1é. ,;:?!-+#>_*`~|'\"()/%=\t\xa0", max_size=12))
def test_plain_words_are_what_the_whole_reading_makes_of_them(text: str) -> None:
    wrapped = to_markdown(f"<span>{text}</span>")  # a tag that says nothing
    assert to_markdown(text) == wrapped
