"""Apps seen in use: /office/seen/…"""

from django.urls import path

from inventory.seen import views

app_name = "seen"
urlpatterns = [
    path("", views.seen, name="list"),
    path("<int:pk>/", views.app, name="app"),
    path("<slug:which>/", views.seen, name="which"),
]
