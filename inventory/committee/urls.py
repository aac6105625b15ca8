"""The committee's desk: /office/committee/…"""

from django.urls import path

from inventory.committee.views import book, deciding, items, judging, lists, meetings, voting

app_name = "committee"
urlpatterns = [
    path("", lists.request_list, name="list"),
    path("decisions/", book.decisions, name="decisions"),
    path("decisions/new/", book.earlier, name="earlier"),
    path("decisions/<int:pk>/end/", book.approval_end_page, name="approval-end"),
    path("decisions/<int:pk>/review/", book.review, name="review"),
    path("conditions/", lists.condition_list, name="conditions"),
    path("conditions/<int:pk>/", book.condition, name="condition"),
    path("meetings/", meetings.meeting_list, name="meetings"),
    path("meetings/new/", meetings.plan, name="meeting-new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/change/", meetings.plan, name="meeting-change"),
    path("meetings/<int:pk>/hold/", meetings.hold, name="meeting-hold"),
    path("meetings/<int:pk>/cancel/", meetings.cancel, name="meeting-cancel"),
    path("rubric/", book.rubric, name="rubric"),
    path("rubric/new/", book.rubric_new, name="rubric-new"),
    path("settings/", book.settings_page, name="settings"),
    path("<int:pk>/", items.item, name="item"),
    path("<int:pk>/triage/", items.triage, name="triage"),
    path("<int:pk>/answer/", items.answer, name="answer"),
    path("<int:pk>/join/", items.join, name="join"),
    path("<int:pk>/note/", items.note, name="note"),
    path("<int:pk>/evaluate/", judging.evaluate, name="evaluate"),
    path("<int:pk>/conflict/", judging.conflict, name="conflict"),
    path("<int:pk>/conflict/<int:conflict_pk>/lift/", judging.lift, name="conflict-lift"),
    path("<int:pk>/vote/", voting.vote, name="vote"),
    path("<int:pk>/vote/open/", voting.open_vote, name="vote-open"),
    path("<int:pk>/vote/record/", voting.record, name="votes-record"),
    path("<int:pk>/vote/correct/", voting.correct, name="votes-correct"),
    path("<int:pk>/gates/<str:gate>/", deciding.gate_except, name="gate-except"),
    path("<int:pk>/decide/", deciding.decide, name="decide"),
]
