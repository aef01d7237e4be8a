"""Pages of indicators; the municipality is the one of the request's place, `year` the starting year."""

from django.urls import path

from indicators.views import (
    analysis,
    collecting,
    define,
    dynamics,
    people,
    plan,
    plans,
    published,
    published_values,
    recount,
    schools,
    targets,
    what_if,
)

app_name = "indicators"

urlpatterns = [
    path("<int:year>/goals/", plan.goals, name="goals"),
    path("<int:year>/indicators/", plan.catalogue, name="catalogue"),
    path("<int:year>/plans/", plans.by_years, name="plans"),
    path("<int:year>/methods/", plan.methods, name="methods"),
    path("<int:year>/monitoring/campaign/indicators/", collecting.unasked, name="unasked"),
    path("<int:year>/monitoring/rollover/indicators/", collecting.ending, name="ending"),
    path("<int:year>/heatmap/", analysis.heatmap, name="heatmap"),
    path("<int:year>/dynamics/", dynamics.dynamics, name="dynamics"),
    path("<int:year>/comparison/", dynamics.comparison, name="comparison"),
    path("<int:year>/plan-in-people/", people.plan_in_people, name="people"),
    path("<int:year>/recount/", recount.of_municipality, name="recount"),
    path("<int:year>/region/recount/", recount.of_region, name="region_recount"),
    path("<int:year>/region/", analysis.region, name="region"),
    path("<int:year>/published/", published.published, name="published"),
    path("<int:year>/published/new/", published.new, name="published_new"),
    path("<int:year>/published/<int:pk>/", published.document, name="published_document"),
    path("<int:year>/published/<int:pk>/columns/", published.columns, name="published_columns"),
    path("<int:year>/published/<int:pk>/erase/", published.erase_document, name="published_erase"),
    path("<int:year>/published/<int:pk>/record/", published_values.record, name="published_record"),
    path("<int:year>/published/values/new/", published_values.new, name="published_value"),
    path("<int:year>/published/values/remove/", published_values.remove_values, name="published_remove"),
    path("<int:year>/indicators/declared/", plan.declared, name="declared"),
    path("<int:year>/indicators/new/", define.new, name="new"),
    path("<int:year>/indicators/<str:indicator>/edit/", define.edit, name="edit"),
    path("<int:year>/indicators/<str:indicator>/", analysis.indicator, name="indicator"),
    path("<int:year>/indicators/<str:indicator>/dynamics/", dynamics.of_indicator, name="indicator_dynamics"),
    path("<int:year>/indicators/<str:indicator>/what-if/", what_if.what_if, name="what_if"),
    path("<int:year>/indicators/<str:indicator>/plans/", plans.by_schools, name="school_plans"),
    path("<int:year>/indicators/<str:indicator>/target/", targets.municipal, name="target"),
    path("<int:year>/schools/<str:school>/passport/", schools.passport, name="passport"),
    path("<int:year>/schools/<str:school>/dynamics/", dynamics.of_school, name="school_dynamics"),
    path("<int:year>/schools/<str:school>/live/", schools.live, name="live"),
    path("<int:year>/schools/<str:school>/plan-in-people/", people.own, name="own_people"),
    path("<int:year>/schools/<str:school>/indicators/<str:indicator>/", schools.trace, name="trace"),
    path(
        "<int:year>/schools/<str:school>/indicators/<str:indicator>/target/",
        targets.of_school,
        name="school_target",
    ),
]
