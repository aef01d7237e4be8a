from reports.models.job import Job
from reports.models.selection import Selection

__all__ = ["Job", "Selection"]
