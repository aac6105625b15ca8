"""Pages that compare: versions, checks, what a new pack or checker changes; and reports of checks."""

from django.urls import path

from contracts.views import compare, recheck, report

urlpatterns = [
    path("agreement/<int:pk>/compare/", compare.compare, name="compare"),
    path("recheck/", recheck.rechecks, name="recheck"),
    path("recheck/<int:pk>/", recheck.run, name="recheck-run"),
    path("checks/<int:pk>/report.pdf", report.pdf, name="report-pdf"),
    path("checks/<int:pk>/report.json", report.json, name="report-json"),
]
