"""The tab of the clocks, within the breach room."""

from django.urls import path

from breaches.views import clocks

urlpatterns = [
    path("<int:pk>/clocks/", clocks.page, name="clocks"),
    path("<int:pk>/clocks/hold/", clocks.hold, name="clocks-hold"),
    path("<int:pk>/clocks/lift/", clocks.lift, name="clocks-lift"),
    path("<int:pk>/clocks/holds/<int:hold_pk>/", clocks.hold_document, name="clocks-hold-document"),
]
