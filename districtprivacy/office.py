"""The privacy office: the Django admin with our own site. Every app registers with `admin.register` as usual."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class OfficeConfig(AdminConfig):
    """Puts the office in the place of Django's default admin site."""

    default_site = "districtprivacy.office.Office"


class Office(AdminSite):
    """The privacy office's site: home page, navigation and names."""

    site_header = "Privacy office"
    site_title = "Privacy office"
    index_title = "What needs you today"
    enable_nav_sidebar = True
