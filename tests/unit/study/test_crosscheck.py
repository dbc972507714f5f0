"""What only shows between files."""

from pathlib import Path

from mlprep.domain.problems import Severity
from mlprep.study.workspace import Workspace


def card(name: str, more: str = "") -> str:
    return f'[[card]]\nid = "{name}"\nfront = "Q {name}"\nback = "A"\n{more}\n'


def topic(name: str) -> str:
    return f'[[topic]]\nid = "{name}"\narea = "swe"\ntitle = "Declared"\n'


TOPICS = topic("swe-python") + topic("swe-git")


def write(workspace: Workspace, name: str, body: str, of: str = "swe-python") -> Path:
    path = workspace.paths.decks / f"{name}.toml"
    path.write_text(f'[deck]\ntitle = "{name}"\ntopic = "{of}"\n{body}', encoding="utf-8")
    return path


def said(workspace: Workspace) -> list[str]:
    workspace.refresh_library()
    return [
        str(problem).replace(f"{workspace.paths.decks}/", "")
        for problem in workspace.library.problems()
    ]


def test_sound_decks_have_no_problems(workspace: Workspace) -> None:
    write(workspace, "one", TOPICS + card("a") + card("b", 'requires = ["a", "c"]'))
    write(workspace, "two", card("c") + card("a", "overrides = true"))
    assert said(workspace) == []


def test_the_same_id_in_two_files(workspace: Workspace) -> None:
    write(workspace, "one", TOPICS + card("a"))
    write(workspace, "two", card("b") + card("a"))
    assert said(workspace) == [
        (
            "two.toml:9:1: the card id `a` is already used in one.toml:12; "
            "give this card an id of its own, or `overrides = true` if it replaces that card"
        )
    ]


def test_overrides_need_something_to_override_and_happen_once(workspace: Workspace) -> None:
    own = write(workspace, "own", TOPICS + card("a", "overrides = true"))
    assert said(workspace) == [
        (
            "own.toml:12:1: the card `a` overrides a card that no deck has; "
            "leave `overrides` out, or use the id of the card that it replaces"
        )
    ]
    write(workspace, "other", card("a", "overrides = true"))
    write(workspace, "one", card("a"))
    [told] = said(workspace)
    assert told == (
        "other.toml:4:1: `a` is overridden in own.toml:12 too, which is used; keep one of the two"
    )
    assert own.exists()


def test_unknown_topics_and_requirements(workspace: Workspace) -> None:
    more = 'topic = "swe-gti"\nrequires = ["a-crad"]'
    write(workspace, "one", TOPICS + card("a-card", more), "swe-pyhton")
    assert said(workspace) == [
        "one.toml:3:1: unknown topic `swe-pyhton`; did you mean `swe-python`?",
        (
            "one.toml:12:1: the card `a-card` requires `a-crad`, which no deck has; "
            "did you mean `a-card`?"
        ),
        "one.toml:12:1: unknown topic `swe-gti`; did you mean `swe-git`?",
    ]
    severities = {problem.severity for problem in workspace.library.problems()}
    assert severities == {Severity.WARNING}


def test_topics_declared_in_any_deck_are_known(workspace: Workspace) -> None:
    write(workspace, "one", card("a"), "mine")
    write(workspace, "two", topic("mine") + card("b"), "mine")
    assert said(workspace) == []


def test_a_deck_with_an_unknown_topic_and_no_card_says_so(workspace: Workspace) -> None:
    write(workspace, "one", "", "nowhere")
    [told] = said(workspace)
    assert told.startswith("one.toml:3:1: unknown topic `nowhere`")


def test_roles_routes_and_items_name_what_there_is(workspace: Workspace) -> None:
    write(workspace, "one", TOPICS + card("a"))
    root = workspace.paths.assessments
    root.mkdir(parents=True)
    role = '[[role]]\nid = "{}"\ntitle = "R"\n[role.levels]\n{} = 3\n'
    (root / "roles.toml").write_text(role.format("mine", "swe-git") + role.format("too", "swe-gt"))
    route = '[[route]]\nid = "way"\ntitle = "W"\nfor_roles = ["{}"]\n[[route.step]]\nid = "s"\n'
    route += 'title = "S"\nwhat = "X."\nwhy = "Y."\ntopics = ["swe-got"]\n'
    (root / "routes.toml").write_text(route.format("mnie"))
    item = '[[item]]\nid = "i"\nlevel = 2\nkind = "concept"\nstem = "Why?"\nanswer = "x"\n'
    item += 'rationale = "y"\ntaught_by = ["a", "b"]\nenemies = ["j"]\n'
    (root / "swe").mkdir()
    (root / "swe" / "b.toml").write_text(f'[bank]\ntopic = "swe-git"\n{item}')
    told = [one.replace(f"{root}/", "") for one in said(workspace)]
    leave = "name the id of one that there is, or leave it out"
    assert told == [
        "roles.toml:6:1: unknown topic `swe-gt`; did you mean `swe-git`?",
        "routes.toml:1:1: unknown role `mnie`; did you mean `mine`?",
        "routes.toml:1:1: unknown topic `swe-got`; did you mean `swe-git`?",
        f"swe/b.toml:3:1: unknown card `b` in `taught_by` of the item `i`; {leave}",
        f"swe/b.toml:3:1: unknown item `j` in `enemies` of the item `i`; {leave}",
    ]
