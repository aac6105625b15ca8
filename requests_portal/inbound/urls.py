"""Mail that came in, within the office: /office/requests/mails/…"""

from django.urls import path

from requests_portal.inbound import views

urlpatterns = [
    path("mails/", views.mails, name="mails"),
    path("mails/<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/saved-mail/", views.saved, name="saved-mail"),
]
