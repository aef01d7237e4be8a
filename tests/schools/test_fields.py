"""Exact numbers: what the column cannot keep as it is written is refused in words, wherever a model is checked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from indicators.models import Indicator, Target


@pytest.fixture
def indicator(db) -> Indicator:
    return Indicator.objects.create(code="bilet", name="Охват проектом")


def target(indicator, okrug, value: str) -> Target:
    return Target(indicator=indicator, year_id=2021, municipality=okrug, value=Decimal(value))


@pytest.mark.parametrize("value", ["0", "37.5", "0.0001", "9999999999999.9999"])
def test_what_fits_is_kept_as_it_is(indicator, okrug, year, value):
    one = target(indicator, okrug, value)
    one.full_clean()
    one.save()
    assert Target.objects.get().value == Decimal(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("33.33335", "Не больше 4 знаков после запятой"),
        ("1e13", "Слишком большое число"),
        ("1e40", "Слишком большое число"),
        ("-1e13", "Слишком большое число"),
        ("NaN", "Слишком большое число"),
    ],
)
def test_what_would_be_rounded_or_does_not_fit_is_refused(indicator, okrug, year, value, words):
    with pytest.raises(ValidationError, match=words):
        target(indicator, okrug, value).full_clean()


def test_a_number_too_large_is_an_error_at_its_field_of_the_admin(indicator, okrug, year, admin, client_of):
    page = client_of(admin).post(
        reverse("admin:indicators_target_add"),
        {
            "indicator": indicator.pk, "year": 2021, "municipality": okrug.pk, "school": "", "value": "1" + "0" * 30,
            "basis": "", "reason": "", "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0,
        },
    )  # fmt: skip
    assert page.status_code == 200
    assert "Слишком большое число" in page.content.decode()
    assert not Target.objects.exists()
