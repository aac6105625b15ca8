"""Pages that compare: versions, checks, and what a new pack or checker changes."""

from django.urls import path

from contracts.views import compare, recheck

urlpatterns = [
    path("agreement/<int:pk>/compare/", compare.compare, name="compare"),
    path("recheck/", recheck.rechecks, name="recheck"),
    path("recheck/<int:pk>/", recheck.run, name="recheck-run"),
]
