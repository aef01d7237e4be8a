from .owned import Owned, OwnedQuerySet
from .people import AccessCode, Membership, Reach, Role, User
from .places import DEFAULT_GRADES, KIND_PLURALS, FormerName, Kind, Locality, Municipality, Region, School
from .transition import Transition
from .visible import OfMunicipalityQuerySet, OfOwnedQuerySet, OfSchoolQuerySet
from .years import SchoolYear

__all__ = [
    "DEFAULT_GRADES",
    "KIND_PLURALS",
    "AccessCode",
    "FormerName",
    "Kind",
    "Locality",
    "Membership",
    "Municipality",
    "OfMunicipalityQuerySet",
    "OfOwnedQuerySet",
    "OfSchoolQuerySet",
    "Owned",
    "OwnedQuerySet",
    "Reach",
    "Region",
    "Role",
    "School",
    "SchoolYear",
    "Transition",
    "User",
]
