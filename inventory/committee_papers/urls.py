"""The committee's papers: /office/committee/papers/…"""

from django.urls import path

from inventory.committee_papers import views

app_name = "papers"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.report_edit, name="report-new"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/change/", views.report_edit, name="report-edit"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/advice/<int:advice>/drop/", views.advice_drop, name="advice-drop"),
    path("<int:pk>/report.<slug:kind>", views.report_file, name="report-file"),
    path("minutes/<int:pk>/", views.minutes, name="minutes"),
    path("minutes/<int:pk>/draft.<slug:kind>", views.minutes_draft, name="minutes-draft"),
    path("minutes/<int:pk>/<int:number>.<slug:kind>", views.minutes_file, name="minutes-file"),
]
