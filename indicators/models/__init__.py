from indicators.models.goal import Goal, Topic
from indicators.models.indicator import Indicator, Term
from indicators.models.published import PublishedDocument, PublishedValue
from indicators.models.run import Run, Slice
from indicators.models.target import Target, TargetVersion
from indicators.models.value import MunicipalityValue, SchoolValue, Standing

__all__ = [
    "Goal",
    "Indicator",
    "MunicipalityValue",
    "PublishedDocument",
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
