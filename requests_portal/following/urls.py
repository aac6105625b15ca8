"""Pages of following a request, under /portal/. Whatever holds a token hangs under r/, which no log shows."""

from django.urls import path

from requests_portal.following import downloads, views

urlpatterns = [
    path("yours/", views.yours, name="yours"),
    path("yours/sent/", views.yours_sent, name="yours-sent"),
    path("r/<str:token>/", views.follow, name="follow"),
    path("r/<str:token>/send/", views.send, name="send"),
    path("r/<str:token>/code/", views.code, name="code"),
    path("r/<str:token>/messages/", views.correspondence, name="messages"),
    path("r/<str:token>/files/<int:pk>/", views.file, name="file"),
    path("r/<str:token>/copies/", downloads.copies, name="copies"),
    path("r/<str:token>/copies/send/", downloads.copies_send, name="copies-send"),
    path("r/<str:token>/copies/code/", downloads.copies_code, name="copies-code"),
    path("r/<str:token>/copies/<int:delivery>/confirm/", downloads.copies_confirm, name="copies-confirm"),
    path("r/<str:token>/copies/<int:delivery>/all/", downloads.copies_all, name="copies-all"),
    path("r/<str:token>/copies/<int:delivery>/<int:pk>/", downloads.copies_file, name="copies-file"),
    path("r/<str:token>/withdraw/", views.withdraw, name="withdraw"),
    path("r/<str:token>/complain/", views.complain, name="complain"),
    path("r/<str:token>/renew/", views.renew, name="renew"),
    path("r/<str:token>/leave/", views.leave, name="leave"),
]
