from .goal import Goal, Topic
from .indicator import Indicator, Term
from .run import Run, Slice
from .target import Target, TargetVersion
from .value import MunicipalityValue, PublishedValue, SchoolValue, Standing

__all__ = [
    "Goal",
    "Indicator",
    "MunicipalityValue",
    "PublishedValue",
    "Run",
    "SchoolValue",
    "Slice",
    "Standing",
    "Target",
    "TargetVersion",
    "Term",
    "Topic",
]
