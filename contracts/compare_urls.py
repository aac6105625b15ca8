"""Pages that compare: versions, checks."""

from django.urls import path

from contracts.views import compare

urlpatterns = [
    path("agreement/<int:pk>/compare/", compare.compare, name="compare"),
]
