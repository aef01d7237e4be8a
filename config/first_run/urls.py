"""Addresses of the beginning; they name no year: the first campaign is that of the present school year."""

from django.urls import path

from config.first_run import views

urlpatterns = [
    path("", views.overview, name="start"),
    path("catalogue/", views.load_catalogue, name="start_catalogue"),
    path("campaign/", views.campaign, name="start_campaign"),
]
