"""``mlprep topic`` and ``review --more``: the plan's order, and what overrules it."""

import io
from dataclasses import replace

import pytest
from tests.cli.test_commands import read_json, run

from mlprep.study.plan.priorities import TopicPlan, topic_plan
from mlprep.study.workspace import Workspace
from mlprep.text.lines import cell_width


@pytest.fixture(autouse=True)
def set_up(
    warm_home: None,  # noqa: ARG001  # must come first
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Choose a role, without a terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run(capsys, "setup", "--role", "mle", "--background", "data-scientist")[0] == 0


def test_the_order_is_listed_with_levels_shares_and_reasons(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "topic")
    assert code == 0
    _, first, why, *_ = out.splitlines()
    assert first.split()[0] == "1"
    assert "what a machine-learning engineer needs" in why
    assert max(map(cell_width, out.splitlines())) <= 80
    found = read_json(capsys, "topic")
    assert len(found["priorities"]) > 20
    assert found["chosen"] == {}


def test_levels_stay_inside_the_scale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def far_below(workspace: Workspace) -> TopicPlan:
        found = topic_plan(workspace)
        return replace(
            found, priorities=tuple(replace(one, level=-1.5) for one in found.priorities)
        )

    monkeypatch.setattr("mlprep.cli.commands.topic.topic_plan", far_below)
    assert "-1.5" not in run(capsys, "topic")[1]
    priorities = read_json(capsys, "topic")["priorities"]
    assert {one["level"] for one in priorities} == {1.0}
    assert all(one["gap"] == one["required"] - 1.0 for one in priorities)


def test_a_topic_is_pinned_shown_and_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "topic", "Kubernetes", "--pin")
    assert (code, out.splitlines()[0]) == (0, "Kubernetes pinned.  `mlprep undo` takes it back.")
    assert "you pinned it" in run(capsys, "topic", "Kubernetes")[1]
    found = read_json(capsys, "topic", "Kubernetes", "--postpone", "3")
    assert found["priorities"] == []
    assert run(capsys, "undo")[0] == 0
    assert run(capsys, "topic", "Kubernetes", "--clear")[0] == 0
    assert "you pinned it" not in run(capsys, "topic", "Kubernetes")[1]


def test_wrong_names_and_numbers_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "topic", "Kubernets", "--skip")
    assert code == 2
    assert "did you mean" in err
    assert run(capsys, "topic", "--pin")[0] == 2
    assert run(capsys, "topic", "Kubernetes", "--postpone", "9999")[0] == 2


def test_today_tells_the_plan_of_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    seen = read_json(capsys, "today")
    plan = seen["plan"]
    assert sum(one["cards"] for one in plan["topics"]) == seen["new"]
    assert all(one["reason"] for one in plan["topics"])
    assert plan["step"]["kind"] in ("project", "route")
    assert "Measuring would sharpen it" in plan["hint"]
    out = run(capsys, "today")[1]
    assert plan["topics"][0]["reason"] in out
    assert plan["hint"] in out
    assert "Today so far: 0 answers in" in out
    assert "Reviews due so far on the next days: 0 0" in out, "those of cards to come are not"
    assert read_json(capsys, "today")["plan"] == plan


def test_more_reviews_beyond_the_limit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "settings", "new_per_day", "0")
    assert "Answered 0" in run(capsys, "review", "--plain")[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n4\nq\n"))
    assert "New to you" in run(capsys, "review", "--more", "--plain")[1]
