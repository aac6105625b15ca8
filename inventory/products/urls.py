"""Task pages of products: /office/products/…"""

from django.urls import path

from inventory.products import elementviews, mergeviews, views

app_name = "products"

urlpatterns = [
    path("", views.product_list, name="list"),
    path("<int:pk>/", views.product_page, name="product"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/audience/", views.audience, name="audience"),
    path("<int:pk>/use/", views.use, name="use"),
    path("<int:pk>/information/add/", elementviews.propose, name="propose"),
    path("<int:pk>/information/proposed/", elementviews.drafts, name="drafts"),
    path("<int:pk>/information/<int:element>/", elementviews.element, name="element"),
    path("<int:pk>/information/<int:element>/remove/", elementviews.element_remove, name="element-remove"),
    path("<int:pk>/merge/", mergeviews.choose, name="merge"),
    path("<int:pk>/merge/<int:gone>/", mergeviews.merge, name="merge-into"),
]
