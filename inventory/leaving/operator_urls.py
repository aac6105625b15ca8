"""Pages behind an operator's link at the end of an agreement: /operators-leaving/<token>/…"""

from django.urls import path

from inventory.leaving import operators

app_name = "leaving_operator"

urlpatterns = [
    path("<str:token>/", operators.page, name="page"),
    path("<str:token>/<int:ask>/", operators.answer, name="answer"),
]
