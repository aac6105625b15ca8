"""Staff's own pages of asking: /office/apps/ask/ and what follows."""

from django.urls import path

from inventory.committee.views import asking

app_name = "apps"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("mine/", asking.mine, name="mine"),
    path("mine/<int:pk>/", asking.own_request, name="request"),
    path("mine/<int:pk>/withdraw/", asking.withdraw, name="withdraw"),
]
