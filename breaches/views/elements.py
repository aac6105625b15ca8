"""Which kinds of information the breach touched: listed, put into another class, struck off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from breaches.forms import ElementClassForm, ElementRemoveForm, ElementsForm
from breaches.selectors import elements_besides, elements_proposed
from breaches.services.elements import breach_element_class, breach_element_remove, breach_elements_add
from breaches.views.common import breach_or_refuse, breach_page
from breaches.views.facts import form_answered
from district.clock import now as clock_now
from district.taskpages import OfficeRequest, sent

ADD = "breaches.add_breachelement"
CHANGE = "breaches.change_breachelement"


@breach_page()
def add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose from what the products hold, and from the whole list."""
    breach = breach_or_refuse(request.user, pk, may=ADD)
    proposed = {line.element.pk: ", ".join(line.products) for line in elements_proposed(breach)}
    form = ElementsForm(
        sent(request)[0],
        proposed=proposed,
        listed=elements_besides(breach),
        initial={"proposed": list(proposed)},
    )
    return form_answered(
        request,
        breach,
        form,
        take=lambda values: breach_elements_add(
            breach=breach, elements=form.chosen(), actor=request.user, now=clock_now()
        ),
        done="Listed. The clocks were counted anew.",
        title="Kinds of information that it touched",
        intro="Everything that the products hold by the inventory is ticked: take off what was not touched."
        if proposed
        else "By the inventory the products hold nothing that is not listed already.",
        submit_label="List them",
    )


@breach_page()
def change(request: OfficeRequest, pk: int, element: int) -> HttpResponse:
    """Another class for this breach: the law may see it otherwise than the inventory."""
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    row = get_object_or_404(breach.elements.select_related("element"), pk=element)
    return form_answered(
        request,
        breach,
        ElementClassForm(sent(request)[0], initial={"element_class": row.element_class}),
        take=lambda values: breach_element_class(element=row, actor=request.user, now=clock_now(), **values),
        done="Kept. The clocks were counted anew.",
        title=f"Class of: {row.element.name}",
        intro="Which laws and time limits apply, and what the public reads, depends on it.",
        submit_label="Keep it",
    )


@breach_page()
def remove(request: OfficeRequest, pk: int, element: int) -> HttpResponse:
    breach = breach_or_refuse(request.user, pk, may=CHANGE)
    row = get_object_or_404(breach.elements.select_related("element"), pk=element)
    return form_answered(
        request,
        breach,
        ElementRemoveForm(sent(request)[0]),
        take=lambda values: breach_element_remove(element=row, actor=request.user, now=clock_now(), **values),
        done="Struck off. The clocks were counted anew.",
        title=f"It was not touched: {row.element.name}",
        submit_label="Strike it off",
        danger=True,
    )
