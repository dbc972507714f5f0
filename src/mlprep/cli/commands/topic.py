"""``mlprep topic``: where topics stand in the plan and why; pin, skip or postpone one."""

from argparse import Namespace

from mlprep.cli.conversation import wrapped
from mlprep.cli.main import DONE, USAGE
from mlprep.cli.opening import workspace
from mlprep.cli.output import columns, plain, print_json, say
from mlprep.planning.priorities import Priority
from mlprep.study.measuring.topic_detail import topic_place
from mlprep.study.names import find_name
from mlprep.study.plan.priorities import TopicPlan, topic_plan
from mlprep.study.plan.wishes import POSTPONED_DAYS, TopicChoice, choose_topic
from mlprep.study.workspace import Workspace

INDENT = "    "
_CHOICES = {"pin": TopicChoice.PIN, "skip": TopicChoice.SKIP, "clear": TopicChoice.NONE}


def run(args: Namespace) -> int:
    """Show the plan's topics or one of them, or record what is said of one."""
    choice = TopicChoice.POSTPONE if args.postpone else _CHOICES.get(args.choice or "")
    if choice is not None and not args.name:
        say("Name the topic: mlprep topic TOPIC --pin.")
        return USAGE
    with workspace(args) as opened:
        if choice is not None:
            told = choose_topic(opened, args.name, choice, args.postpone or POSTPONED_DAYS)
            if not args.json:
                print(f"{told}  `mlprep undo` takes it back.")
        found = topic_plan(opened)
        _show(opened, found, args)
    return DONE


def _show(opened: Workspace, plan: TopicPlan, args: Namespace) -> None:
    name = _known(opened, args.name) if args.name else ""
    rows = [one for one in plan.priorities if name in ("", one.topic)]
    if args.json:
        said = {topic: one for topic, one in plan.chosen.items() if name in ("", topic)}
        shown = [{**plain(one), "level": one.shown_level, "gap": one.missing} for one in rows]
        print_json({"priorities": shown, "chosen": said})
    elif name:
        print(topic_place(opened, name))
    else:
        print("\n".join(_table(plan)))


def _known(opened: Workspace, name: str) -> str:
    titles: dict[str, str] = {one.id: one.title for one in opened.library.topics.values()}
    return find_name(name, titles, "topic")


def _table(plan: TopicPlan) -> list[str]:
    if not plan.has_role and not plan.priorities:
        return ["No topic comes first: choose a role with `mlprep setup`, or pin a topic."]
    total = sum(one.share for one in plan.priorities) or 1.0
    rows = [
        [str(place), one.title, f"{one.shown_level:.1f}", f"{one.required:.1f}",
         f"{one.share / total:.0%}"]
        for place, one in enumerate(plan.priorities, 1)
    ]  # fmt: skip
    head, *lines = columns([["", "topic", "level", "asked", "share"], *rows], right=(0, 2, 3, 4))
    told = [head]
    for line, one in zip(lines, plan.priorities, strict=True):
        told += [line, *_why(one)]
    away = [f"{topic}: {one.words}." for topic, one in plan.chosen.items() if plan.is_away(topic)]
    return [*told, *away]


def _why(one: Priority) -> list[str]:
    """Write the reason under its topic, whose title it need not say again."""
    return wrapped(one.reason.removeprefix(f"{one.title}: "), INDENT)
