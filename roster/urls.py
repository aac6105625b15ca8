"""The roster within the office: /office/roster/… Addresses hold row numbers, never anything of a person."""

from django.urls import include, path

from roster.views import flags, people, settings

app_name = "roster"

urlpatterns = [
    path("", people.find, name="find"),
    path("students/<int:pk>/", people.student, name="student"),
    path("students/<int:pk>/guardians/<int:tie>/court-order/", flags.court_order, name="court-order"),
    path("students/<int:pk>/guardians/<int:tie>/do-not-contact/", flags.do_not_contact, name="do-not-contact"),
    path("enrolment/", settings.enrolment, name="enrolment"),
    path("retention/", settings.retention, name="retention"),
    path("imports/", include("roster.import_urls")),
]
