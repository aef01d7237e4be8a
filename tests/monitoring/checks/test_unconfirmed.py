"""Pupils of a contingent file wait for the word of the school."""

from __future__ import annotations

import pytest

from monitoring.campaigns import open_campaign
from monitoring.checks import blocking_problems
from monitoring.checks.unconfirmed import check_unconfirmed
from monitoring.confirming import confirm_contingent
from monitoring.models import CellChange, Cohort
from monitoring.sheet import Ref, read_sheet
from monitoring.submitting import start
from schools.models import Transition
from schools.workflow import StepRefused
from tests.monitoring.world import fact, make_catalogue, send

pytestmark = pytest.mark.django_db
WORKBOOK = CellChange.Door.WORKBOOK
SHOWN = {Ref("pupils", "", grade): "20" for grade in (6, 7, 9)}


@pytest.fixture
def submission(school):
    make_catalogue()
    campaign = open_campaign(municipality=school.municipality, year=2021)
    facts = [fact("okr-01", "pupils", grade=grade, value=20) for grade in (6, 7, 9)]
    send(*facts, door=WORKBOOK, unconfirmed=True)
    return start(wave=campaign.waves.get(), school=school)


def waiting() -> list[int]:
    return sorted(Cohort.objects.filter(unconfirmed=True).values_list("grade", flat=True))


def found(school) -> list[tuple[str, str, Ref, str]]:
    problems = check_unconfirmed(read_sheet(school=school, year=2021))
    return [(problem.check, problem.level, problem.ref, problem.message) for problem in problems]


def test_one_problem_names_the_grades_and_blocks_submitting(submission, school):
    where = "внесено из файла контингента (6–7, 9\xa0классы)"
    message = f"«Обучающихся»: {where}. Проверьте и нажмите «Подтвердить контингент»."
    assert found(school) == [("unconfirmed", "missing", Ref("pupils", "", 6), message)]
    sheet = read_sheet(school=school, year=2021)
    assert "unconfirmed" in {problem.check for problem in blocking_problems(sheet)}


@pytest.mark.parametrize("door", [CellChange.Door.FORM, CellChange.Door.API, CellChange.Door.WORKBOOK])
def test_a_number_written_anew_is_confirmed_by_that_and_no_other(submission, door):
    send(fact("okr-01", "pupils", grade=7, value=21), door=door)
    send(fact("okr-01", "pupils", grade=6, value=20), door=door)  # the same number: nothing is written
    assert waiting() == [6, 9]


def test_a_second_file_makes_a_changed_number_wait_again(submission, school, head):
    confirm_contingent(submission=submission, person=head, shown=SHOWN)
    facts = [fact("okr-01", "pupils", grade=grade, value=value) for grade, value in ((6, 20), (7, 25))]
    send(*facts, door=WORKBOOK, unconfirmed=True)
    assert waiting() == [7]


def test_the_school_confirms_all_at_once_and_the_trail_says_who(submission, school, head):
    assert confirm_contingent(submission=submission, person=head, shown=SHOWN) == (3, 0)
    assert confirm_contingent(submission=submission, person=head, shown=SHOWN) == (0, 0)
    assert (waiting(), found(school)) == ([], [])
    steps = Transition.objects.filter(entity="submission", step="confirm_contingent")
    assert list(steps.values_list("person__username", "source", "target", "note")) == [
        ("head", "draft", "draft", "Подтверждено: 3\xa0ячейки")
    ]


def test_what_a_second_file_has_brought_since_the_page_was_shown_still_waits(submission, head):
    facts = [
        fact("okr-01", "pupils", grade=7, value=25),
        fact("okr-01", "pupils_with_disabilities", grade=6, value=2),
    ]
    send(*facts, door=WORKBOOK, unconfirmed=True)
    assert confirm_contingent(submission=submission, person=head, shown=SHOWN) == (2, 2)
    assert waiting() == [6, 7]


def test_others_and_reports_handed_in_are_refused(submission, second_head, head):
    with pytest.raises(StepRefused, match="могут она сама и специалист"):
        confirm_contingent(submission=submission, person=second_head, shown=SHOWN)
    submission.state = "submitted"
    submission.save()
    with pytest.raises(StepRefused, match="на проверке"):
        confirm_contingent(submission=submission, person=head, shown=SHOWN)
    assert waiting() == [6, 7, 9]
