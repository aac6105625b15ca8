"""The register of other recipients: /office/disclosures/…"""

from django.urls import path

from inventory.disclosures import views

app_name = "disclosures"
urlpatterns = [
    path("", views.register, name="register"),
    path("register.csv", views.register_csv, name="csv"),
    path("new/", views.edit, name="new"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/change/", views.edit, name="edit"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/document/", views.document, name="document"),
]
