"""Task pages of agreements, within the office: /office/contracts/…"""

from django.urls import include, path

from contracts.views import agreement, counsel, files, pages, review, signing, terms

app_name = "contracts"

urlpatterns = [
    path("", include("contracts.draft_urls")),
    path("", include("contracts.compare_urls")),
    path("agreement/<int:pk>/", agreement.agreement_page, name="agreement"),
    path("agreement/<int:pk>/ready/", agreement.ready, name="ready"),
    path("agreement/<int:pk>/files/add/", files.upload, name="upload"),
    path("agreement/<int:pk>/counsel/ask/", counsel.ask, name="counsel-ask"),
    path("agreement/<int:pk>/counsel/opinion/", counsel.opinion, name="counsel-opinion"),
    path("agreement/<int:pk>/sign/", signing.sign, name="sign"),
    path("agreement/<int:pk>/sign/correct/", signing.correct, name="sign-correct"),
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
