"""Pages behind holders' private links: /operators-request/<token>/"""

from django.urls import path

from requests_portal.holders import operators

app_name = "request_operator"

urlpatterns = [
    path("<str:token>/", operators.answer, name="answer"),
]
