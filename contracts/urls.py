"""Task pages of agreements, within the office: /office/contracts/…"""

from django.urls import include, path

from contracts.views import (
    agreement,
    counsel,
    files,
    pages,
    redaction,
    redaction_steps,
    review,
    signing,
    terms,
)

app_name = "contracts"

urlpatterns = [
    path("", include("contracts.compare_urls")),
    path("", include("contracts.cure_urls")),
    path("", include("contracts.draft_urls")),
    path("agreement/<int:pk>/", agreement.agreement_page, name="agreement"),
    path("agreement/<int:pk>/ready/", agreement.ready, name="ready"),
    path("agreement/<int:pk>/files/add/", files.upload, name="upload"),
    path("agreement/<int:pk>/counsel/ask/", counsel.ask, name="counsel-ask"),
    path("agreement/<int:pk>/counsel/opinion/", counsel.opinion, name="counsel-opinion"),
    path("agreement/<int:pk>/sign/", signing.sign, name="sign"),
    path("agreement/<int:pk>/sign/correct/", signing.correct, name="sign-correct"),
    path("agreement/<int:pk>/redaction/", redaction.redactions, name="redactions"),
    path("redaction/<int:pk>/", redaction.redaction_page, name="redaction"),
    path("redaction/<int:pk>/box/", redaction.box_add, name="redaction-box"),
    path("redaction/<int:pk>/words/", redaction.words_add, name="redaction-words"),
    path("redaction/<int:pk>/places/<int:mark>/remove/", redaction.place_remove, name="redaction-remove"),
    path("redaction/<int:pk>/evidence/<str:provision>/", redaction_steps.evidence, name="redaction-evidence"),
    path("redaction/<int:pk>/ask/", redaction_steps.ask, name="redaction-ask"),
    path("redaction/<int:pk>/answer/", redaction_steps.answer, name="redaction-answer"),
    path("redaction/<int:pk>/make/", redaction_steps.make, name="redaction-make"),
    path("redaction/<int:pk>/finish/", redaction_steps.finish, name="redaction-finish"),
    path("redaction/<int:pk>/withdraw/", redaction_steps.withdraw, name="redaction-withdraw"),
    path("redaction/<int:pk>/proof/<int:step>/", redaction_steps.proof, name="redaction-proof"),
    path("redaction/<int:pk>/copy/", redaction_steps.copy, name="redaction-copy"),
    path("redaction/<int:pk>/copy/<int:page>.png", redaction_steps.copy_picture, name="redaction-picture"),
    path("agreement/<int:pk>/renew/", terms.renew, name="renew"),
    path("agreement/<int:pk>/end/", signing.end, name="end"),
    path("files/<int:pk>/", files.download, name="file"),
    path("files/<int:pk>/progress/", files.progress, name="progress"),
    path("files/<int:pk>/check/", files.check, name="check"),
    path("review/<int:pk>/", review.desk, name="review"),
    path("review/<int:pk>/findings/<int:finding>/", review.decide, name="decide"),
    path("review/<int:pk>/findings/<int:finding>/again/", review.repeat, name="decide-again"),
    path("files/<int:pk>/pages/<int:page>/<int:width>.png", pages.page_picture, name="page-picture"),
]
