"""What was decided, behind the family's link: /portal/r/…"""

from django.urls import path

from requests_portal.decisions import portal

urlpatterns = [
    path("r/<str:token>/decision/", portal.decision, name="decision"),
    path("r/<str:token>/hearing/", portal.hearing, name="hearing"),
]
