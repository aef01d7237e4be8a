"""The municipality of four levels for the tests of letters."""

import pytest

from tests.recommendations.letters.world import Levels


@pytest.fixture
def levels(okrug, kindergarten, school) -> Levels:
    return Levels(okrug, kindergarten, school)
