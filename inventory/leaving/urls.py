"""Ends of agreements in the office: /office/leaving/…"""

from django.urls import path

from inventory.leaving import views
from inventory.leaving.stepviews import ask, by_hand, close, option, owner, reopen, withdraw

app_name = "leaving"

urlpatterns = [
    path("", views.ends, name="list"),
    path("new/", views.choose, name="choose"),
    path("new/<int:agreement>/", views.begin, name="begin"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/option/", option, name="option"),
    path("<int:pk>/ask/", ask, name="ask"),
    path("<int:pk>/by-hand/", by_hand, name="by-hand"),
    path("<int:pk>/owner/", owner, name="owner"),
    path("<int:pk>/close/", close, name="close"),
    path("<int:pk>/withdraw/", withdraw, name="withdraw"),
    path("<int:pk>/reopen/", reopen, name="reopen"),
]
