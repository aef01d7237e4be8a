"""Pages of the collection; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from monitoring.views import autosave, board, campaign, cell, form, matrix, pasting, rollover, waves

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
    path("<int:year>/held-events/", board.held_events, name="held_events"),
    path("<int:year>/schools/<str:school>/form/", form.form, name="form"),
    path("<int:year>/schools/<str:school>/form/paste/", pasting.pasting, name="paste"),
    path("<int:year>/schools/<str:school>/form/cells/", autosave.autosave, name="autosave"),
    path("<int:year>/schools/<str:school>/cell/", cell.cell, name="cell"),
    path("<int:year>/schools/<str:school>/history/", form.cell_history, name="cell_history"),
]
