"""The tab “Messages” of a case, under /office/requests/."""

from django.urls import path

from requests_portal.thread import views

urlpatterns = [
    path("<int:pk>/messages/", views.thread, name="messages"),
    path("<int:pk>/messages/write/", views.write, name="message-write"),
    path("<int:pk>/messages/send/", views.send, name="message-send"),
    path("<int:pk>/messages/note/", views.note, name="note"),
    path("<int:pk>/messages/<int:message>/letter/", views.letter, name="message-letter"),
]
