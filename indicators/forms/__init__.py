from indicators.forms.definition import IndicatorForm
from indicators.forms.published import DocumentForm, ValueForm
from indicators.forms.target import PlanWordsForm, TargetForm, read_plan
from indicators.forms.terms import MORE, Choices, Formula

__all__ = [
    "MORE",
    "Choices",
    "DocumentForm",
    "Formula",
    "IndicatorForm",
    "PlanWordsForm",
    "TargetForm",
    "ValueForm",
    "read_plan",
]
