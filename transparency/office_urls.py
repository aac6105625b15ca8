"""Addresses of the office's pages about publishing, beside the admin's own."""

from django.contrib import admin
from django.urls import path

from transparency import office

urlpatterns = [
    path("publish/", admin.site.admin_view(office.publish_view), name="publish"),
    path("public-on/", admin.site.admin_view(office.public_on_view), name="public-on"),
]
