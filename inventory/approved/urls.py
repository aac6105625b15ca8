"""What staff may use: /office/apps/…"""

from django.urls import path

from inventory.approved import views

app_name = "approved"
urlpatterns = [
    path("", views.apps, name="list"),
    path("list.csv", views.apps_csv, name="csv"),
    path("places/", views.places, name="places"),
    path("places/new/", views.place_edit, name="place-new"),
    path("places/<int:pk>/", views.place_edit, name="place"),
    path("places/<int:pk>/renew/", views.place_renew, name="place-renew"),
    path("places/<int:pk>/end/", views.place_end, name="place-end"),
]
