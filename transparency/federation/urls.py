"""Other districts' public files, in the office: /office/districts/…"""

from django.urls import path

from transparency.federation import views

app_name = "districts"

urlpatterns = [
    path("", views.followed, name="list"),
    path("look/", views.look, name="look"),
    path("offers/", views.offers, name="offers"),
    path("products/<int:pk>/", views.product, name="product"),
    path("<int:pk>/", views.district, name="district"),
    path("<int:pk>/read/", views.read_now, name="read"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("offers/<int:pk>/<int:number>/", views.adopt, name="adopt"),
    path("copies/<int:pk>/again/", views.again, name="copy-again"),
]
