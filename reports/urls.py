"""The roof: first page, files."""

from django.urls import path

from reports.views import (
    board,
    exports,
    files,
    home,
    letters,
    published,
    recommendations,
    registers,
    roadmap,
    tables,
    taking,
    uses,
)

app_name = "reports"

urlpatterns = [
    path("files/", files.files, name="files"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/state/", files.file_state, name="file_state"),
    path("files/<int:pk>/download/", files.file_download, name="file_download"),
    path("files/<int:pk>/again/", files.file_again, name="file_again"),
    path("files/<int:pk>/erase/", files.file_erase, name="file_erase"),
    path("<int:year>/", home.home, name="home"),
    path("<int:year>/indicators/<str:indicator>/delete/", uses.indicator_delete, name="indicator_delete"),
    path("<int:year>/indicators/<str:indicator>/uses/", uses.indicator_uses, name="indicator_uses"),
    path("<int:year>/letters/preview/", letters.preview, name="letter_preview"),
    path("<int:year>/letters/<int:pk>/", letters.letter, name="letter"),
    path("<int:year>/letters/<int:pk>/file/<str:kind>/", letters.letter_file, name="letter_file"),
    path("<int:year>/letters/<int:pk>/sheet/<str:kind>/", letters.sheet_file, name="letter_sheet"),
    path("<int:year>/letters/batch/<str:batch>/archive/", letters.archive, name="letter_archive"),
    path("<int:year>/exports/", taking.exports, name="exports"),
    path("<int:year>/exports/selections/<int:pk>/", taking.selection, name="selection"),
    path("<int:year>/exports/selections/<int:pk>/take/", taking.selection_take, name="selection_take"),
    path("<int:year>/exports/selections/<int:pk>/delete/", taking.selection_delete, name="selection_delete"),
    path("<int:year>/exports/values.xlsx", exports.values_xlsx, name="values_xlsx"),
    path("<int:year>/exports/values.csv", exports.values_csv, name="values_csv"),
    path("<int:year>/exports/board.xlsx", board.board_xlsx, name="board_xlsx"),
    path("<int:year>/recommendations/document/", recommendations.document, name="recommendation_document"),
    path(
        "<int:year>/recommendations/document/<str:kind>/",
        recommendations.document_file,
        name="recommendation_document_file",
    ),
    path(
        "<int:year>/exports/recommendations.xlsx",
        recommendations.recommendations_xlsx,
        name="recommendations_xlsx",
    ),
    path("<int:year>/exports/roadmap.xlsx", roadmap.roadmap_xlsx, name="roadmap_xlsx"),
    path("<int:year>/tables/<str:table>.xlsx", tables.table, name="table"),
    path(
        "<int:year>/indicators/<str:indicator>/tables/<str:table>.xlsx",
        tables.indicator_table,
        name="indicator_table",
    ),
    path("<int:year>/schools/<str:school>/tables/<str:table>.xlsx", tables.school_table, name="school_table"),
    path(
        "<int:year>/schools/<str:school>/indicators/<str:indicator>/tables/<str:table>.xlsx",
        tables.number_table,
        name="number_table",
    ),
    path("<int:year>/exports/published/<int:pk>.xlsx", published.published_xlsx, name="published_xlsx"),
    path("<int:year>/exports/published/<int:pk>.csv", published.published_csv, name="published_csv"),
    path("<int:year>/exports/<str:register>.xlsx", registers.register_xlsx, name="register_xlsx"),
    path("<int:year>/exports/<str:register>.csv", registers.register_csv, name="register_csv"),
    path(
        "<int:year>/exports/<str:register>/template.xlsx",
        registers.register_template,
        name="register_template",
    ),
]
