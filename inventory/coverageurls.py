"""An agreement's schedule against what is in use: /office/inventory/coverage/…"""

from django.urls import path

from inventory import coverageviews

urlpatterns = [
    path("<int:pk>/", coverageviews.coverage, name="coverage"),
    path("<int:pk>/coverage.csv", coverageviews.coverage_csv, name="coverage-csv"),
]
