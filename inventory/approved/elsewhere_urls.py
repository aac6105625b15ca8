"""The approved list behind a secret address: /approved-apps/<token>/…"""

from django.urls import path

from inventory.approved import elsewhere

app_name = "approved_elsewhere"
urlpatterns = [
    path("<str:token>/", elsewhere.framed, name="page"),
    path("<str:token>/rows.html", elsewhere.bare, name="rows"),
]
