"""The page behind an operator's link about a safeguard: /operators-safeguards/<token>/"""

from django.urls import path

from inventory.safeguards import operators

app_name = "safeguard_operator"

urlpatterns = [
    path("<str:token>/", operators.answer, name="page"),
]
