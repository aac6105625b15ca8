"""Roster imports within the office: /office/roster/imports/…"""

from django.urls import path

from roster.views import imports

urlpatterns = [
    path("", imports.imports, name="imports"),
    path("new/", imports.new, name="import-new"),
    path("<int:pk>/", imports.one, name="import"),
    path("<int:pk>/columns/", imports.columns, name="import-columns"),
    path("<int:pk>/schools/", imports.schools, name="import-schools"),
    path("<int:pk>/rows/conflicts.csv", imports.conflicts_csv, name="import-conflicts-csv"),
    path("<int:pk>/rows/<slug:which>/", imports.rows, name="import-rows"),
    path("<int:pk>/commit/", imports.commit, name="import-commit"),
    path("<int:pk>/drop/", imports.drop, name="import-drop"),
]
