"""Who may download the file of an answer."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from recommendations import handling
from recommendations.attachments import erase_file
from recommendations.models import Answer, Recommendation
from tests.recommendations.world import World

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def given(okrug, school, head) -> Answer:
    world = World(okrug, school)
    world.plan(30)
    world.rule()
    world.accept(school, 10)
    world.issue()
    return handling.answer(
        recommendation=Recommendation.objects.get(),
        person=head,
        file=SimpleUploadedFile("Приказ № 5.pdf", PDF),
    ).answer


def test_those_who_answer_and_those_who_check_download_it(given, people, client_of):
    address = reverse("recommendations:answer_file", args=[given.pk])
    codes = {name: client_of(person).get(address).status_code for name, person in people.items()}
    assert codes == {
        "region": 200, "officer": 200, "head": 200, "second_head": 404, "analyst": 200, "stranger": 404, "admin": 200,
    }  # fmt: skip


def test_it_is_an_attachment_under_its_own_name(given, head, client_of):
    response = client_of(head).get(reverse("recommendations:answer_file", args=[given.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9F")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_nobody_else_and_nothing_erased(given, officer, client_of):
    address = reverse("recommendations:answer_file", args=[given.pk])
    assert client_of(None).get(address).status_code == 302
    erase_file(answer=given, person=officer, reason="Персональные данные")
    assert client_of(officer).get(address).status_code == 404
