"""A world with projects and routes of one's own, one of them hostile."""

from collections.abc import Iterator
from pathlib import Path

from tests.beginnings import begin_history
from tests.unit.study.sittingkit import write_world

from mlprep.domain.clock import FixedClock
from mlprep.store.paths import paths_below
from mlprep.study.measuring.setting_up import set_up
from mlprep.study.workspace import Workspace

PROJECTS = r"""
[[project]]
id = "proj-mural"
title = "A mural that lasts"
topics = ["colour", "harmony"]
roles = ["painter"]
level = 3
hours = 12
brief = "The station wants a wall that is bright in winter.\n\nIt must not fade."
why = "Walls are what a town remembers."
inputs = ["A wall."]
accept = ["It is dry.", "It is brighter than `#808080`.", "A stranger finds the signature."]
stretch = ["Paint the ceiling."]
artefact = "A photograph."
reflect = ["Which colour would you leave out?", "What fades first?"]
failures = ["Painting in the rain."]
sources = ["Albers 1963, Interaction of Color"]

[[project.milestone]]
id = "sketch"
title = "A sketch"
done_when = "Two people chose it."

[[project.milestone]]
id = "wall"
title = "The wall is primed"
done_when = "It holds water off."

[[project.milestone]]
id = "paint"
title = "It is painted"
done_when = "The last layer is dry."

[[project.rubric]]
row = "Colour"
levels = ["grey", "some", "bright", "glowing"]

[[project.rubric]]
row = "Durability"
levels = ["a week", "a winter", "ten years", "a century"]

[[project]]
id = "proj-march"
title = "A march"
topics = ["rhythm"]
level = 3
hours = 2
brief = "Four minutes for the band."

[[project]]
id = "proj-hostile"
title = "Hostile [/b] [CLS] | <script> \u001b[31mred"
topics = ["colour"]
level = 2
hours = 3
brief = "# No heading\n\n[link](javascript:alert) *x* \u202Etxet <img src=x> `code` $HOME\n\n- item"
accept = ["`rm -rf /` | is [not] run", "1. <b>bold</b>"]
reflect = ["[/b] why? `a|b`"]

[[project.milestone]]
id = "only"
title = "[on $panel]only[/] one"
done_when = "{{c1::gap}} $x_i$"

[[project.rubric]]
row = "[red]Row[/red] = 3 | pipe"
levels = ["[a]", "b|b", "<c>", "d\u0007"]
"""

ROUTES = """
[[route]]
id = "by-the-wall"
title = "By the wall"
summary = "Paint walls until someone pays."
why = "Everyone sees them."
for_backgrounds = ["listener"]
for_roles = ["painter"]
advice_by = "A painter of walls"
advice_year = 2024

[[route.step]]
id = "wall-ask"
title = "Ask for a wall"
what = "Ask three owners."
why = "Walls have owners."
evidence = ["The three answers.", "A date."]
topics = ["colour"]
weeks = 2

[[route.step]]
id = "wall-course"
title = "Take a course"
what = "Take the free course of the guild."
why = "It is free."
evidence = ["Its certificate."]
topics = ["colour"]
weeks = 4
last_known_year = 2019
check_first = true

[[route]]
id = "by-the-band"
title = "By the band"
summary = "Play."
why = "It is loud."
for_backgrounds = ["drummer"]
for_roles = ["composer"]
advice_by = "Nobody in particular"

[[route.step]]
id = "band-play"
title = "Play"
what = "Play."
why = "Play."
evidence = ["A recording."]
topics = ["rhythm"]
weeks = 1
"""


def write_works(home: Path) -> None:
    """Write the world with its projects and routes into the learner's own folders."""
    write_world(home)
    paths = paths_below(home)
    folder = paths.decks / "projects"
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(PROJECTS, encoding="utf-8")
    (paths.assessments / "routes.toml").write_text(ROUTES, encoding="utf-8")


def open_works(home: Path, clock: FixedClock) -> Workspace:
    """Open the world as a listener who wants to paint; close it in the end."""
    begin_history(paths_below(home).history)
    opened = Workspace.open(paths=paths_below(home), clock=clock, zone="UTC")
    opened.refresh_library()
    set_up(opened, {"background": "listener", "role": "painter"})
    return opened


def painter(home: Path, clock: FixedClock) -> Iterator[Workspace]:
    """Give a workspace on the world, and close it."""
    write_works(home)
    with open_works(home, clock) as opened:
        yield opened
