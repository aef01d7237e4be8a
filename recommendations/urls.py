"""Addresses of recommendations."""

from django.urls import path

from recommendations.views import files

app_name = "recommendations"

urlpatterns = [
    path("recommendations/answers/<int:pk>/file/", files.answer_file, name="answer_file"),
]
