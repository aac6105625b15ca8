"""The breach room, within the office: /office/breaches/…

Every tab has its own list of addresses, <topic>_urls.py, included here. The names of the tabs' first pages are those of
`breaches.views.common.TABS`: a tab whose page is not installed is not shown.
"""

from django.urls import include, path

from breaches.views import room

app_name = "breaches"

urlpatterns = [
    path("", room.breach_list, name="list"),
    path("<int:pk>/", room.page, name="room"),
    path("", include("breaches.facts_urls")),
    path("", include("breaches.students_urls")),
    path("", include("breaches.letters_urls")),
    path("", include("breaches.public_urls")),
    path("", include("breaches.evidence_urls")),
    path("", include("breaches.clocks_urls")),
    path("", include("breaches.tasks_urls")),
    path("", include("breaches.costs_urls")),
]
