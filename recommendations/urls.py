"""Addresses of recommendations; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from recommendations.views import (
    beside,
    board,
    detail,
    files,
    letter_batches,
    letter_steps,
    letters,
    own,
    progress,
    reword,
    rules,
    school,
)

app_name = "recommendations"

urlpatterns = [
    path("<int:year>/recommendations/", board.board, name="list"),
    path("<int:year>/recommendations/together/", board.batch, name="batch"),
    path("<int:year>/recommendations/progress/", progress.progress, name="progress"),
    path("<int:year>/recommendations/remind/", progress.remind_schools, name="remind"),
    path("<int:year>/recommendations/write/", own.write, name="write"),
    path("<int:year>/recommendations/rules/", rules.rules, name="rules"),
    path("<int:year>/recommendations/rules/new/", rules.new, name="rule_new"),
    path("<int:year>/recommendations/rules/<str:rule>/", rules.edit, name="rule"),
    path("<int:year>/recommendations/mine/", school.mine, name="mine"),
    path("<int:year>/recommendations/<int:pk>/", detail.detail, name="detail"),
    path("<int:year>/recommendations/<int:pk>/check/", detail.check, name="check"),
    path("<int:year>/recommendations/<int:pk>/reword/", reword.reword_one, name="reword"),
    path("<int:year>/recommendations/<int:pk>/take-up/", school.take_up, name="take_up"),
    path("<int:year>/recommendations/<int:pk>/answer/", school.answer, name="answer"),
    path("<int:year>/recommendations/<int:pk>/dispute/", school.dispute, name="dispute"),
    path("<int:year>/recommendations/<int:pk>/others/", beside.others, name="others"),
    path("<int:year>/recommendations/<int:pk>/leaflet/", beside.leaflet, name="leaflet"),
    path("<int:year>/schools/<str:school>/recommendations/", school.of_school, name="school"),
    path("<int:year>/schools/<str:school>/recommendations/people/", beside.people, name="people"),
    path(
        "<int:year>/schools/<str:school>/recommendations/take-up/",
        school.take_up_general,
        name="take_up_general",
    ),
    path("<int:year>/letters/", letters.letters, name="letters"),
    path("<int:year>/letters/new/", letters.new, name="letter_new"),
    path("<int:year>/letters/mine/", letters.mine, name="letters_mine"),
    path("<int:year>/letters/<int:pk>/edit/", letters.edit, name="letter_edit"),
    path("<int:year>/letters/<int:pk>/acknowledge/", letters.acknowledge, name="letter_acknowledge"),
    path("<int:year>/letters/<int:pk>/do/<str:step>/", letter_steps.letter_step, name="letter_step"),
    path("<int:year>/letters/batch/<str:batch>/", letter_batches.batch, name="letter_batch"),
    path("<int:year>/letters/batch/<str:batch>/state/", letter_batches.state, name="letter_batch_state"),
    path("<int:year>/letters/batch/<str:batch>/edit/", letter_batches.edit, name="letter_batch_edit"),
    path(
        "<int:year>/letters/batch/<str:batch>/redraft/", letter_batches.redraft, name="letter_batch_redraft"
    ),
    path("<int:year>/letters/batch/<str:batch>/stop/", letter_batches.stop, name="letter_batch_stop"),
    path(
        "<int:year>/letters/batch/<str:batch>/do/<str:step>/",
        letter_steps.batch_step,
        name="letter_batch_step",
    ),
    path("recommendations/answers/<int:pk>/file/", files.answer_file, name="answer_file"),
    path("recommendations/answers/<int:pk>/erase/", detail.erase, name="erase_file"),
]
