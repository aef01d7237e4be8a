"""Measures, decisions, effect; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from roadmap.views import effect, tables

app_name = "roadmap"

urlpatterns = [
    path("<int:year>/roadmap/", tables.roadmap, name="roadmap"),
    path("<int:year>/roadmap/measures/<int:measure>/", tables.measure, name="measure"),
    path(
        "<int:year>/roadmap/measures/<int:measure>/marks/<int:mark>/", tables.take_mark_back, name="take_back"
    ),
    path("<int:year>/decisions/", tables.decisions, name="decisions"),
    path("<int:year>/effect/", effect.effect, name="effect"),
]
