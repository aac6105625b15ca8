"""Holders of the data and more time, within /office/requests/. Every task has its own pages."""

from django.urls import path

from requests_portal.holders.views import board, cases, extending, tasks

urlpatterns = [
    path("<int:pk>/holders/", board.board, name="holders"),
    path("<int:pk>/holders/propose/", board.propose, name="holders-propose"),
    path("<int:pk>/holders/ask-all/", board.ask_all, name="holders-ask-all"),
    path("<int:pk>/holders/add/", board.add, name="holder-add"),
    path("<int:pk>/holders/files/<int:file>/", board.file, name="holder-file"),
    path("<int:pk>/holders/<int:task>/", board.task_page, name="holder"),
    path("<int:pk>/holders/<int:task>/ask/", tasks.ask, name="holder-ask"),
    path("<int:pk>/holders/<int:task>/by-hand/", tasks.by_hand, name="holder-by-hand"),
    path("<int:pk>/holders/<int:task>/link/", tasks.link, name="holder-link"),
    path("<int:pk>/holders/<int:task>/answer/", tasks.answer, name="holder-answer"),
    path("<int:pk>/holders/<int:task>/accept/", board.accept, name="holder-accept"),
    path("<int:pk>/holders/<int:task>/back/", tasks.send_back, name="holder-back"),
    path("<int:pk>/holders/<int:task>/done/", tasks.done, name="holder-done"),
    path("<int:pk>/holders/<int:task>/not-needed/", tasks.not_needed, name="holder-not-needed"),
    path("<int:pk>/holders/<int:task>/take-up/", board.take_up, name="holder-take-up"),
    path("<int:pk>/holders/<int:task>/owner/", tasks.owner, name="holder-owner"),
    path("<int:pk>/holders/<int:task>/case/", cases.open_case, name="holder-case"),
    path("<int:pk>/holders/<int:task>/case/<int:operator_case>/", cases.page, name="holder-case-page"),
    path("<int:pk>/holders/<int:task>/case/<int:operator_case>/close/", cases.close, name="holder-case-close"),
    path("<int:pk>/holders/<int:task>/case/<int:operator_case>/further/", cases.further, name="holder-case-further"),
    path(
        "<int:pk>/holders/<int:task>/case/<int:operator_case>/cure/<int:notice>/",
        cases.link_cure,
        name="holder-case-cure",
    ),
    path("<int:pk>/extend/", extending.extend, name="extend"),
]
