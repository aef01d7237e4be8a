from .decision import Decision
from .measure import Mark, Measure, MeasureWindow, ResponsibleBody
from .roadmap import Roadmap, RoadmapSection

__all__ = ["Decision", "Mark", "Measure", "MeasureWindow", "ResponsibleBody", "Roadmap", "RoadmapSection"]
