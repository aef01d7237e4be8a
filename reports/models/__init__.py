from reports.models.job import Job

__all__ = ["Job"]
