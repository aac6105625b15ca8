"""The letters of a breach, within /office/breaches/ and its namespace."""

from django.urls import path

from breaches.views import letters

urlpatterns = [
    path("<int:pk>/letters/", letters.page, name="letters"),
    path("<int:pk>/letters/write/<slug:language>/", letters.write, name="letters-write"),
    path("<int:pk>/letters/agencies/add/", letters.source, name="letters-source-add"),
    path("<int:pk>/letters/agencies/<int:source>/", letters.source, name="letters-source"),
    path("<int:pk>/letters/preview/", letters.preview, name="letters-preview"),
    path("<int:pk>/letters/preview/<slug:kind>.pdf", letters.preview_letter, name="letters-preview-letter"),
    path("<int:pk>/letters/prepare/", letters.prepare, name="letters-prepare"),
]
