"""The committee's papers: /office/committee/papers/…"""

from django.urls import path, re_path

from inventory.committee_papers import views

app_name = "papers"
KIND = r"(?P<kind>pdf|docx)"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.report_edit, name="report-new"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/change/", views.report_edit, name="report-edit"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/advice/<int:advice>/drop/", views.advice_drop, name="advice-drop"),
    re_path(rf"^(?P<pk>[0-9]{1, 15})/report\.{KIND}$", views.report_file, name="report-file"),
    path("minutes/<int:pk>/", views.minutes, name="minutes"),
    re_path(rf"^minutes/(?P<pk>[0-9]{1, 15})/draft\.{KIND}$", views.minutes_draft, name="minutes-draft"),
    re_path(
        rf"^minutes/(?P<pk>[0-9]{1, 15})/(?P<number>[0-9]{1, 4})\.{KIND}$", views.minutes_file, name="minutes-file"
    ),
]
