from schools.admin import people, places

__all__ = ["people", "places"]
