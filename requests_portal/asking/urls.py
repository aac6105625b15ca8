"""Pages of asking, under /portal/: the start page, the questions, the confirmation of the address."""

from django.urls import path

from requests_portal.asking.views import check, links, save, sent, start, wizard

urlpatterns = [
    path("", start.start, name="start"),
    path("ask/", start.begin, name="begin"),
    path("ask/check/", check.check, name="check"),
    path("ask/save/", save.save, name="save"),
    path("ask/leave/", save.leave, name="ask-leave"),
    path("ask/back/<str:token>/", links.back, name="back"),
    path("ask/<slug:name>/", wizard.question, name="question"),
    path("sent/", sent.sent, name="sent"),
    path("sent/again/", sent.again, name="again"),
    path("sent/address/", sent.address, name="address"),
    path("received/", sent.done, name="done"),
    path("confirm/<str:token>/", links.confirm_page, name="confirm"),
]
