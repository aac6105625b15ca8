"""What is done about one ask, whatever it belongs to: /office/asked/…"""

from django.urls import path

from inventory.asking import views

app_name = "asked"

urlpatterns = [
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/shown/", views.shown, name="shown"),
    path("<int:pk>/back/", views.back, name="back"),
    path("<int:pk>/unproven/", views.unproven, name="unproven"),
    path("<int:pk>/not-needed/", views.not_needed, name="not-needed"),
    path("<int:pk>/take-up/", views.take_up, name="take-up"),
    path("<int:pk>/link/", views.link, name="link"),
    path("files/<int:file>/", views.file, name="file"),
    path("files/<int:file>/remove/", views.remove, name="remove"),
]
