from .campaign import Campaign, Wave, WaveColumn
from .cells import Cell, CellChange, CellKind, Cohort, Mark, MetricValue, Participation, Population
from .events import Event
from .metrics import Metric
from .registers import Agreement, HeldEvent, ResponsiblePerson
from .revision import Revision
from .submission import Finding, Remark, Submission

__all__ = [
    "Agreement",
    "Campaign",
    "Cell",
    "CellChange",
    "CellKind",
    "Cohort",
    "Event",
    "Finding",
    "HeldEvent",
    "Mark",
    "Metric",
    "MetricValue",
    "Participation",
    "Population",
    "Remark",
    "ResponsiblePerson",
    "Revision",
    "Submission",
    "Wave",
    "WaveColumn",
]
