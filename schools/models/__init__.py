from schools.models.owned import Owned, OwnedQuerySet
from schools.models.people import AccessCode, Membership, Reach, Role, User
from schools.models.places import (
    DEFAULT_GRADES,
    KIND_PLURALS,
    FormerName,
    Kind,
    Locality,
    Municipality,
    Region,
    School,
)
from schools.models.transition import Transition
from schools.models.visible import OfMunicipalityQuerySet, OfOwnedQuerySet, OfSchoolQuerySet
from schools.models.years import SchoolYear

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
