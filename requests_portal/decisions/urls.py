"""Decisions, hearings, letters and the register, within /office/requests/."""

from django.urls import path

from requests_portal.decisions.views import decisions, directory, hearings, letters

urlpatterns = [
    path("directory/", directory.register, name="directory"),
    path("directory.csv", directory.register_csv, name="directory_csv"),
    path("<int:pk>/decision/", decisions.page, name="decision"),
    path("<int:pk>/decision/letter/", letters.write, name="decision_letter"),
    path("<int:pk>/decision/letter/preview.pdf", letters.preview, name="decision_letter_preview"),
    path("<int:pk>/decision/letter/send/", letters.send, name="decision_letter_send"),
    path("<int:pk>/decision/letter/begin/<int:determination>/", letters.begin, name="decision_letter_begin"),
    path("<int:pk>/decision/letters/<int:letter>.pdf", letters.file, name="decision_letter_file"),
    path("<int:pk>/decision/hearing/", hearings.ask, name="hearing_ask"),
    path("<int:pk>/decision/hearing/<int:hearing>/day/", hearings.set_day, name="hearing_set"),
    path("<int:pk>/decision/hearing/<int:hearing>/outcome/", hearings.outcome, name="hearing_outcome"),
    path("<int:pk>/decision/hearing/<int:hearing>/withdrawn/", hearings.withdraw, name="hearing_withdraw"),
    path("<int:pk>/decision/<slug:about>/", decisions.decide, name="decide"),
]
