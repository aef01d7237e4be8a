from roadmap.models.decision import Decision
from roadmap.models.measure import Mark, Measure, MeasureWindow, ResponsibleBody
from roadmap.models.roadmap import Roadmap, RoadmapSection

__all__ = ["Decision", "Mark", "Measure", "MeasureWindow", "ResponsibleBody", "Roadmap", "RoadmapSection"]
