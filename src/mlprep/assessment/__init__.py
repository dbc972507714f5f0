"""Measurement: from answers to a skill-gap profile.

The engine is pure: values in, values out; it reads no clock, file or global randomness.  It knows
nothing of our areas: everything comes in as the plain data of ``assessment.model``, so it runs on
any bank with any areas and topics.  Importing this package does not load numpy; ``sitting``,
``profile``, ``timeline``, ``change``, ``checkup``, ``calibration`` and ``audit`` do and are
imported where they are used.

Scale: abilities inside are logits; everything shown is a level, 1 to 5 (``assessment.scale``).
Times are days, as floating-point numbers on any one scale.

What goes in:

* ``Hierarchy``: area of each topic, correlations of the areas, spreads of the prior.
* ``Learner``: hierarchy, the level to assume per topic, a ``Target`` (levels and weights of a
  role), ``SelfRatings``, earlier ``PastSitting``s, what was ``Studied`` and when.
* items as ``ItemSpec`` (difficulty, its uncertainty, discrimination, chance of guessing, ...) and
  ``Exposure``: what was shown when.

What comes out:

* ``sitting.Sitting``: ``begin``/``resume``, ``next_item``, ``answer``, ``state``, ``precision``.
* ``profile.build_profile`` -> ``report.Profile``: estimates with intervals, gaps, promise.
* ``change.compare`` on a ``timeline.Timeline``: what can be said of two sittings.
* ``checkup``, ``calibration``, ``audit``.

A bank of two areas, tested from the first question to the profile:

>>> from mlprep.assessment import Hierarchy, ItemSpec, Learner, Length, Outcome, Target
>>> from mlprep.assessment.profile import build_profile
>>> from mlprep.assessment.sitting import Sitting
>>> hierarchy = Hierarchy(
...     topics={"harmony": "music", "rhythm": "music", "colour": "art"},
...     correlations={("music", "art"): 0.3},
... )
>>> items = [
...     ItemSpec(f"{topic}-{level}", topic, b=0.8 * (level - 3))
...     for topic in hierarchy.topics
...     for level in (1, 2, 3, 4, 5)
... ]
>>> target = Target({"harmony": 4, "rhythm": 3, "colour": 2})
>>> levels = {"harmony": 2.0, "rhythm": 2.0, "colour": 3.0}
>>> learner = Learner(hierarchy, levels, target)
>>> sitting = Sitting.begin(learner, items, seed=1, today=0.0, length=Length("short", 8))
>>> while (item := sitting.next_item()) is not None:
...     taken = sitting.answer(Outcome.RIGHT if item.b < 0 else Outcome.DONT_KNOW, seconds=30)
>>> sitting.stopped
'length'
>>> again = Sitting.resume(learner, items, sitting.state)
>>> again.precision == sitting.precision
True
>>> measured = Learner(hierarchy, levels, target, sittings=(sitting.past(),))
>>> profile = build_profile(measured, today=0.0)
>>> profile.gaps[0].topic, profile.gaps[0].standing.value
('harmony', 'clearly below target')
"""

from mlprep.assessment.evidence import blocked_items, counted, is_idle, is_rapid
from mlprep.assessment.model import (
    Exposure,
    Hierarchy,
    ItemSpec,
    Learner,
    Outcome,
    PastSitting,
    Response,
    SelfRatings,
    Spread,
    Studied,
    Target,
    first_sight,
)
from mlprep.assessment.report import (
    AreaReport,
    Estimate,
    Honesty,
    Profile,
    Standing,
    TopicReport,
)
from mlprep.assessment.stopping import DEEP, LENGTHS, OPEN, QUICK, STANDARD, Length, Precision

__all__ = [
    "DEEP",
    "LENGTHS",
    "OPEN",
    "QUICK",
    "STANDARD",
    "AreaReport",
    "Estimate",
    "Exposure",
    "Hierarchy",
    "Honesty",
    "ItemSpec",
    "Learner",
    "Length",
    "Outcome",
    "PastSitting",
    "Precision",
    "Profile",
    "Response",
    "SelfRatings",
    "Spread",
    "Standing",
    "Studied",
    "Target",
    "TopicReport",
    "blocked_items",
    "counted",
    "first_sight",
    "is_idle",
    "is_rapid",
]
