"""API of the indicators: definitions, targets, values judged against their plans."""

from indicators.api.definitions import Indicators
from indicators.api.targets import Targets
from indicators.api.values import LEVELS, Values

__all__ = ["LEVELS", "Indicators", "Targets", "Values"]
