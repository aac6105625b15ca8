"""The desk's own addresses: the list, and the first page of a case."""

from django.urls import path

from requests_portal.desk.views import case, lists

urlpatterns = [
    path("", lists.request_list, name="list"),
    path("<int:pk>/", case.page, name="case"),
]
