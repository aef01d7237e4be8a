from indicators.forms.definition import IndicatorForm
from indicators.forms.target import PlanWordsForm, TargetForm, read_plan
from indicators.forms.terms import MORE, Choices, Formula

__all__ = ["MORE", "Choices", "Formula", "IndicatorForm", "PlanWordsForm", "TargetForm", "read_plan"]
