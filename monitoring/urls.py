"""Pages of the collection; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from monitoring.views import (
    autosave,
    board,
    books,
    campaign,
    cell,
    extending,
    form,
    matrix,
    pasting,
    reminders,
    rollover,
    uploads,
    waves,
)

app_name = "monitoring"

urlpatterns = [
    path("<int:year>/monitoring/", board.board, name="board"),
    path("<int:year>/monitoring/new/", board.open_year, name="open"),
    path("<int:year>/monitoring/accept/", board.accept, name="accept"),
    path("<int:year>/monitoring/close/", campaign.close, name="close"),
    path("<int:year>/monitoring/reopen/", campaign.reopen, name="reopen"),
    path("<int:year>/monitoring/campaign/", campaign.campaign, name="campaign"),
    path("<int:year>/monitoring/campaign/settings/", campaign.settings, name="settings"),
    path("<int:year>/monitoring/campaign/participants/", campaign.who_takes_part, name="participants"),
    path("<int:year>/monitoring/campaign/waves/new/", waves.new, name="wave_new"),
    path("<int:year>/monitoring/campaign/waves/<int:pk>/", waves.change, name="wave"),
    path("<int:year>/monitoring/campaign/waves/<int:pk>/delete/", waves.delete, name="wave_delete"),
    path("<int:year>/monitoring/campaign/waves/<int:pk>/move/", waves.move, name="wave_move"),
    path("<int:year>/monitoring/rollover/", rollover.rollover, name="rollover"),
    path("<int:year>/monitoring/matrix/", matrix.matrix, name="matrix"),
    path("<int:year>/monitoring/workbook/", books.books, name="books"),
    path("<int:year>/monitoring/workbook/file/", books.book_file, name="book_file"),
    path("<int:year>/schools/<str:school>/workbook/", books.school_book, name="school_book"),
    path("<int:year>/schools/<str:school>/workbook/file/", books.school_book_file, name="school_book_file"),
    path("<int:year>/uploads/<int:pk>/", uploads.upload, name="upload"),
    path("<int:year>/uploads/<int:pk>/state/", uploads.upload_state, name="upload_state"),
    path("<int:year>/uploads/<int:pk>/apply/", uploads.upload_apply, name="upload_apply"),
    path("<int:year>/uploads/<int:pk>/withdraw/", uploads.upload_withdraw, name="upload_withdraw"),
    path("<int:year>/uploads/<int:pk>/marked/", uploads.upload_marked, name="upload_marked"),
    path("<int:year>/monitoring/extend/", extending.extend, name="extend"),
    path("<int:year>/monitoring/reminders/", reminders.reminders, name="reminders"),
    path("<int:year>/monitoring/reminders/now/", reminders.remind_now, name="remind_now"),
    path("<int:year>/monitoring/reminders/again/", reminders.again, name="remind_again"),
    path("<int:year>/held-events/", board.held_events, name="held_events"),
    path("<int:year>/schools/<str:school>/form/", form.form, name="form"),
    path("<int:year>/schools/<str:school>/form/paste/", pasting.pasting, name="paste"),
    path("<int:year>/schools/<str:school>/form/cells/", autosave.autosave, name="autosave"),
    path("<int:year>/schools/<str:school>/cell/", cell.cell, name="cell"),
    path("<int:year>/schools/<str:school>/history/", form.cell_history, name="cell_history"),
]
