from indicators.forms.definition import IndicatorForm
from indicators.forms.target import TargetForm
from indicators.forms.terms import MORE, Choices, Formula

__all__ = ["MORE", "Choices", "Formula", "IndicatorForm", "TargetForm"]
