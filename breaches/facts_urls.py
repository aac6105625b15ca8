"""Reporting a breach, and its facts, kinds of information and steps: within /office/breaches/ and its namespace."""

from django.urls import path

from breaches.views import elements, facts, report

urlpatterns = [
    path("new/", report.new, name="new"),
    path("<int:pk>/facts/", facts.page, name="facts"),
    path("<int:pk>/facts/details/", facts.details, name="details"),
    path("<int:pk>/facts/<str:kind>/enter/", facts.add, name="fact"),
    path("<int:pk>/facts/<int:fact>/strike/", facts.strike, name="fact-strike"),
    path("<int:pk>/elements/", elements.add, name="elements"),
    path("<int:pk>/elements/<int:element>/class/", elements.change, name="element-class"),
    path("<int:pk>/elements/<int:element>/remove/", elements.remove, name="element-remove"),
    path("<int:pk>/state/", facts.state, name="state"),
]
