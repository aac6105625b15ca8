"""Pages behind private links: /operators-answer/<token>/…"""

from django.urls import path

from contracts.views import operators

app_name = "operator"

urlpatterns = [
    path("<str:token>/", operators.answer, name="answer"),
    path("<str:token>/letter/", operators.letter, name="letter"),
]
