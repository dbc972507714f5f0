"""The twelve formulae that other renderers got wrong, in both outputs, read line by line."""

# Mathematical signs are the expected values.
# ruff: noqa: RUF001

from __future__ import annotations

import pytest

from mlprep.text.maths import display, inline

GOLDEN = {
    "bayes": (
        r"p(\theta \mid x) = \frac{p(x \mid \theta)\,p(\theta)}{p(x)}",
        "p(θ ∣ x) = (p(x ∣ θ) p(θ))/(p(x))",
        """\
            p(x ∣ θ) p(θ)
p(θ ∣ x) = ───────────────
                p(x)""",
    ),
    "softmax": (
        r"\mathcal{L} = -\sum_{i=1}^{N} y_i \log \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}",
        "ℒ = −∑ᵢ₌₁ᴺ yᵢ log(e^(zᵢ)/(∑ⱼ₌₁ᴷ e^(zⱼ)))",
        """\
                    zᵢ
      N            e
ℒ = − ∑  yᵢ log ─────────
     i=1          K   zⱼ
                  ∑  e
                 j=1""",
    ),
    "elbo": (
        (
            r"\log p(x) \ge \mathbb{E}_{q(z \mid x)}\left[\log p(x \mid z)\right] "
            r"- D_{\mathrm{KL}}\left(q(z \mid x) \,\|\, p(z)\right)"
        ),
        "log p(x) ≥ 𝔼_(q(z ∣ x))[log p(x ∣ z)] − D_KL(q(z ∣ x) ‖ p(z))",
        """\
log p(x) ≥ 𝔼      [log p(x ∣ z)] − D  (q(z ∣ x) ‖ p(z))
            q(z∣x)                  KL""",
    ),
    "trace derivative": (
        r"\frac{\partial}{\partial X} \operatorname{tr}(X^\top A X) = (A + A^\top) X",
        "∂/∂X tr(XᵀAX) = (A + Aᵀ)X",
        """\
 ∂
──── tr(XᵀAX) = (A + Aᵀ)X
 ∂X""",
    ),
    "svd": (
        r"A = U \Sigma V^\top = \sum_{i=1}^{r} \sigma_i u_i v_i^\top",
        "A = UΣVᵀ = ∑ᵢ₌₁ʳ σᵢuᵢvᵢᵀ",
        """\
            r
A = UΣVᵀ =  ∑  σᵢuᵢvᵢᵀ
           i=1""",
    ),
    "gaussian": (
        (
            r"\mathcal{N}(x \mid \mu, \Sigma) = \frac{1}{(2\pi)^{d/2} |\Sigma|^{1/2}} "
            r"\exp\left(-\frac{1}{2}(x-\mu)^\top \Sigma^{-1} (x-\mu)\right)"
        ),
        "𝒩(x ∣ μ, Σ) = (1/((2π)^(d/2)|Σ|^(1/2))) exp(−(1/2)(x − μ)ᵀΣ⁻¹(x − μ))",
        """\
                     1           ⎛   1                    ⎞
𝒩(x ∣ μ, Σ) = ─────────────── exp⎜− ─── (x − μ)ᵀΣ⁻¹(x − μ)⎟
                   d/2   1/2     ⎝   2                    ⎠
               (2π)   |Σ|""",
    ),
    "attention": (
        (
            r"\mathrm{Attention}(Q, K, V) = "
            r"\mathrm{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right) V"
        ),
        "Attention(Q, K, V) = softmax(QKᵀ/√(dₖ))V",
        """\
                            ⎛ QKᵀ  ⎞
Attention(Q, K, V) = softmax⎜──────⎟V
                            ⎜  ┌── ⎟
                            ⎝ ╲│dₖ ⎠""",
    ),
    "adam": (
        r"\theta_{t+1} = \theta_t - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}",
        "θₜ₊₁ = θₜ − η(m̂ₜ/(√(v̂ₜ) + ϵ))",
        """\
                  m̂ₜ
θₜ₊₁ = θₜ − η ──────────
                ┌──
               ╲│v̂ₜ + ϵ""",
    ),
    "ridge": (
        r"\hat{\beta} = \arg\min_\beta \|y - X\beta\|_2^2 + \lambda \|\beta\|_2^2",
        "β̂ = arg minᵦ ‖y − Xβ‖₂² + λ‖β‖₂²",
        """\
β̂ = arg min ‖y − Xβ‖₂² + λ‖β‖₂²
         β""",
    ),
    "logistic": (
        r"\sigma(x) = \frac{1}{1 + e^{-x}}",
        "σ(x) = 1/(1 + e⁻ˣ)",
        """\
           1
σ(x) = ─────────
        1 + e⁻ˣ""",
    ),
    "cases": (
        r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
        "f(x) = {x, x > 0; 0, otherwise}",
        """\
f(x) = ⎧x  x > 0
       ⎩0  otherwise""",
    ),
    "matrix": (
        (
            r"R(\theta) = \begin{pmatrix} \cos\theta & -\sin\theta \\ "
            r"\sin\theta & \cos\theta \end{pmatrix}"
        ),
        "R(θ) = (cos θ, −sin θ; sin θ, cos θ)",
        """\
R(θ) = ⎛cos θ  −sin θ⎞
       ⎝sin θ  cos θ ⎠""",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_one_line(name: str) -> None:
    latex, expected, _ = GOLDEN[name]
    assert inline(latex) == expected


@pytest.mark.parametrize("name", GOLDEN)
def test_two_dimensions(name: str) -> None:
    latex, _, expected = GOLDEN[name]
    assert "\n".join(display(latex, 88)) == expected


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"a\frac{b}{c}d", "a(b/c)d"),
        (r"2\frac{1}{3}", "2(1/3)"),
        (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
        (r"\frac{a/b}{c}", "(a/b)/c"),
        (r"\frac{\frac{a}{b}}{\frac{c}{d}}", "(a/b)/(c/d)"),
        (r"\frac{\sum_i x_i}{n}", "(∑ᵢ xᵢ)/n"),
        (r"\frac{\partial L}{\partial w}\frac{\partial w}{\partial x}", "(∂L/∂w)(∂w/∂x)"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"\log_2 \frac{p}{q}", "log₂(p/q)"),
        (r"\sqrt{2}\pi = \sqrt{2\pi}", "√(2)π = √(2π)"),
        (r"a\sqrt[n]{x}", "a(ⁿ√x)"),
        (r"\sqrt[3]{x+1}", "∛(x + 1)"),
        (r"{x^2}^3", "(x²)³"),
        (r"W_QX + p_\theta(x)", "W_Q X + p_θ(x)"),
        (r"p_\theta^2", "p_(θ)²"),
        (r"x^* y + x^{(i)}", "x* y + x⁽ⁱ⁾"),
        (r"x_{\max} + a_{i,j}", "x_(max) + a_(i, j)"),
        (r"e^{\frac{-x^2}{2}}", "e^((−x²)/2)"),
        (r"\binom{n}{k} p^k", "(n choose k)pᵏ"),
        (r"\int_{-\infty}^{\infty} e^{-x^2/2}\,dx", "∫_(−∞)^∞ e^(−x²/2) dx"),
        (r"\lim_{n\to\infty} (1+x)^n", "lim_(n → ∞) (1 + x)ⁿ"),
        (r"\left.\frac{df}{dx}\right|_{x=0}", "(df/dx)|ₓ₌₀"),
        (r"X \perp\!\!\!\perp Y \mid Z", "X ⫫ Y ∣ Z"),
        (r"a \equiv b \pmod{n}", "a ≡ b  (mod n)"),
        (r"|x| + |{-y}|", "|x| + |−y|"),
        (r"\|x\| + \lambda", "‖x‖ + λ"),
        (r"a - -b", "a − −b"),
        (r"‖a‖^2+‖b‖^2", "‖a‖² + ‖b‖²"),
        (r"\ln 2/\ln 3", "ln 2/ln 3"),
        (r"\overline{AB} + \widehat{x+y}", "A̅B̅ + hat(x + y)"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"1{,}000 + 3.14", "1,000 + 3.14"),
        (r"\mathbf{w}^\top\mathbb{R}^{d}", "𝐰ᵀℝᵈ"),
        (r"f''(x) \ne f: X \to Y", "f′′(x) ≠ f : X → Y"),
        (r"x^12", "x¹2"),
    ],
)
def test_brackets_and_space_on_one_line(latex: str, expected: str) -> None:
    assert inline(latex) == expected


def test_wide_formula_breaks_at_its_relations() -> None:
    part = r"\frac{alpha + beta + gamma + delta + zeta}{2}"
    lines = display(f"{part} = {part} = {part}", 72)
    assert [line.count("=") for line in lines] == [0, 0, 0, 0, 1, 0, 0, 1, 0]
    assert lines[4].startswith("  = ───")
    first = display(f"y = {part} = {part}", 72)
    assert [line.count("=") for line in first] == [0, 1, 0, 0, 1, 0]


def test_formula_without_relations_breaks_at_its_signs() -> None:
    part = r"\frac{alpha + beta + gamma + delta + zeta + eta}{2}"
    lines = display(f"{part} + {part}", 66)
    assert lines[4].startswith("  + ───")


def test_what_cannot_be_broken_is_wrapped_on_one_line() -> None:
    part = r"\frac{alpha + beta + gamma + delta + zeta + eta + theta + iota + kappa}{2}"
    lines = display(part, 60)
    assert len(lines) == 2
    assert " ".join(line.strip() for line in lines) == inline(part)


def test_narrow_column_prefers_one_line() -> None:
    assert display(r"\frac{1}{1 + e^{-x}}", 40) == ["1/(1 + e⁻ˣ)"]
    assert len(display(r"\frac{1}{1 + e^{-x}}", 60)) == 3
