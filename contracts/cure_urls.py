"""Task pages of cure notices, within /office/contracts/ and its namespace."""

from django.urls import path

from contracts.views import cure, cure_answers, cure_steps

urlpatterns = [
    path("agreement/<int:pk>/cure/add/", cure.add, name="cure-add"),
    path("agreement/<int:pk>/void/correct/", cure_steps.void_correct, name="void-correct"),
    path("cure/<int:pk>/", cure.page, name="cure"),
    path("cure/<int:pk>/edit/", cure.edit, name="cure-edit"),
    path("cure/<int:pk>/send/", cure.send, name="cure-send"),
    path("cure/<int:pk>/letter/", cure.letter, name="cure-letter"),
    path("cure/<int:pk>/extend/", cure_steps.extend, name="cure-extend"),
    path("cure/<int:pk>/withdraw/", cure_steps.withdraw, name="cure-withdraw"),
    path("cure/<int:pk>/link/", cure_steps.link, name="cure-link"),
    path("cure/<int:pk>/answer/", cure_answers.answer, name="cure-answer"),
    path("cure/<int:pk>/items/<int:item>/", cure_answers.decide, name="cure-item"),
    path("cure/<int:pk>/files/<int:document>/replace/", cure_answers.replace, name="cure-replace"),
]
