"""The page behind an operator's private link: /operators-conduct/<token>/"""

from django.urls import path

from inventory.conduct import operatorviews

app_name = "conduct_operator"

urlpatterns = [path("<str:token>/", operatorviews.answer, name="answer")]
