from monitoring.models.campaign import Campaign, Wave, WaveColumn
from monitoring.models.cells import (
    Cell,
    CellChange,
    CellComment,
    CellKind,
    Cohort,
    Mark,
    MetricValue,
    Participation,
    Population,
)
from monitoring.models.events import Event
from monitoring.models.metrics import Metric
from monitoring.models.registers import Agreement, HeldEvent, ResponsiblePerson
from monitoring.models.revision import RevisedSchool, Revision
from monitoring.models.submission import Finding, Remark, Reminder, Submission
from monitoring.models.upload import Upload

__all__ = [
    "Agreement",
    "Campaign",
    "Cell",
    "CellChange",
    "CellComment",
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
    "Reminder",
    "ResponsiblePerson",
    "RevisedSchool",
    "Revision",
    "Submission",
    "Upload",
    "Wave",
    "WaveColumn",
]
