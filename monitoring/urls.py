"""Pages of the collection; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from monitoring.views import autosave, board, form, pasting

app_name = "monitoring"

urlpatterns = [
    path("<int:year>/monitoring/", board.board, name="board"),
    path("<int:year>/monitoring/new/", board.open_year, name="open"),
    path("<int:year>/monitoring/accept/", board.accept, name="accept"),
    path("<int:year>/monitoring/close/", board.move_campaign, {"step": "close"}, name="close"),
    path("<int:year>/monitoring/reopen/", board.move_campaign, {"step": "open"}, name="reopen"),
    path("<int:year>/held-events/", board.held_events, name="held_events"),
    path("<int:year>/schools/<str:school>/form/", form.form, name="form"),
    path("<int:year>/schools/<str:school>/form/paste/", pasting.pasting, name="paste"),
    path("<int:year>/schools/<str:school>/form/cells/", autosave.autosave, name="autosave"),
    path("<int:year>/schools/<str:school>/history/", form.cell_history, name="cell_history"),
]
