"""Who asks, within the office: /office/requests/<pk>/identity/…"""

from django.urls import path

from requests_portal.identity import views

urlpatterns = [
    path("<int:pk>/identity/", views.page, name="identity"),
    path("<int:pk>/identity/confirm/<int:student>/<int:guardian>/", views.confirm, name="identity-confirm"),
    path("<int:pk>/identity/code/<int:student>/<int:guardian>/", views.code, name="identity-code"),
    path("<int:pk>/identity/refuse/", views.refuse, name="identity-refuse"),
    path("<int:pk>/identity/undo/", views.undo, name="identity-undo"),
]
