"""Spreadsheets within the office: /office/imports/…"""

from django.urls import path

from inventory.exporting import views as exporting
from inventory.importing import views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("new/", views.new, name="new"),
    path("inventory.xlsx", exporting.workbook, name="workbook"),
    path("inventory.csv", exporting.inventory_csv, name="inventory-csv"),
    path("operators.csv", exporting.operators_csv, name="operators-csv"),
    path("<int:pk>/", views.one, name="import"),
    path("<int:pk>/columns/", views.columns, name="columns"),
    path("<int:pk>/doubles/", views.doubles, name="doubles"),
    path("<int:pk>/report.csv", views.report, name="report"),
    path("<int:pk>/rows/<str:verdict>/", views.rows, name="rows"),
    path("<int:pk>/commit/", views.commit, name="commit"),
    path("<int:pk>/drop/", views.drop, name="drop"),
]
