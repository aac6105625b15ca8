"""The tab of the public entry, within the breach room."""

from django.urls import path

from breaches.views import public

urlpatterns = [
    path("<int:pk>/public/", public.page, name="public"),
    path("<int:pk>/public/withdraw/", public.withdraw, name="public-withdraw"),
]
