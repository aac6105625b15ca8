"""The texts that every installation begins with, in English and Spanish. From the first use on the office owns them."""

from typing import Final, NamedTuple


class Standard(NamedTuple):
    """One text in both languages; `kind` limits it to one kind of request."""

    code: str
    name: str
    kind: str
    subject: dict[str, str]
    body: dict[str, str]


HELLO: Final = {"en": "Hello {name},\n\n", "es": "Hola, {name}:\n\n"}
GOODBYE: Final = {
    "en": "\n\nYou can answer on this page at any time.\n\n{writer}\n{district}",
    "es": "\n\nPuede responder en esta página en cualquier momento.\n\n{writer}\n{district}",
}


def standard(code: str, name: str, subject: tuple[str, str], body: tuple[str, str], kind: str = "") -> Standard:
    """English first, Spanish second; greeting and ending are the same everywhere."""
    return Standard(
        code,
        name,
        kind,
        dict(zip(("en", "es"), subject, strict=True)),
        {
            language: HELLO[language] + words + GOODBYE[language]
            for language, words in zip(("en", "es"), body, strict=True)
        },
    )


STANDARD: Final = (
    standard(
        "question",
        "A question",
        ("A question about your request {number}", "Una pregunta sobre su solicitud {number}"),
        (
            "We are working on your request {number} about {student}. To go on, we need to know one thing from you:\n\n"
            "…\n\nThe time that the law gives us goes on. You need not answer at once.",
            "Estamos trabajando en su solicitud {number} sobre {student}. Para continuar, necesitamos saber algo:\n\n"
            "…\n\nEl plazo que nos da la ley sigue corriendo. No tiene que responder de inmediato.",
        ),
    ),
    standard(
        "where-it-stands",
        "Where it stands",
        ("Where your request {number} stands", "Cómo va su solicitud {number}"),
        (
            "You asked on {asked_on}. Your request {number} is being worked on. You will hear from us by {last_day} "
            "at the latest.",
            "Usted preguntó el {asked_on}. Estamos trabajando en su solicitud {number}. Tendrá noticias nuestras a más "
            "tardar el {last_day}.",
        ),
    ),
    standard(
        "come-by",
        "Come and see the records",
        ("When you can see the records ({number})", "Cuándo puede ver los expedientes ({number})"),
        (
            "The records about {student} are ready for you to see at {school}. Please tell us which of these times "
            "suits you:\n\n…\n\nBring nothing but yourself. You may bring somebody along.",
            "Los expedientes sobre {student} están listos para que los vea en {school}. Díganos cuál de estas horas le "
            "conviene:\n\n…\n\nNo tiene que traer nada. Puede venir con otra persona.",
        ),
        kind="inspect",
    ),
    standard(
        "which-part",
        "Which part is wrong",
        ("What exactly is wrong? ({number})", "¿Qué es exactamente lo incorrecto? ({number})"),
        (
            "You told us that something about {student} is wrong. We found the place, and want to be sure that we "
            "mean the same. Is it this?\n\n…\n\nYou need not prove anything. If you have a paper that shows it, you "
            "may send it on this page.",
            "Usted nos dijo que algo sobre {student} es incorrecto. Encontramos el lugar y queremos estar seguros de "
            "que hablamos de lo mismo. ¿Es esto?\n\n…\n\nNo tiene que probar nada. Si tiene un papel que lo muestre, "
            "puede enviarlo en esta página.",
        ),
        kind="correct",
    ),
    standard(
        "what-deletion-means",
        "What a deletion would mean",
        ("What deleting would mean ({number})", "Qué significaría borrar ({number})"),
        (
            "You asked us to delete information about {student}. Before we do, you should know what it means in class:"
            "\n\n…\n\nIf you still want it, you need do nothing. If you would rather keep some of it, tell us which.",
            "Usted nos pidió borrar información sobre {student}. Antes de hacerlo, debe saber qué significa en clase:"
            "\n\n…\n\nSi todavía lo desea, no tiene que hacer nada. Si prefiere conservar una parte, díganos cuál.",
        ),
        kind="delete",
    ),
    standard(
        "where-to-send-work",
        "Where the work should go",
        ("Where should the work go? ({number})", "¿Adónde enviamos los trabajos? ({number})"),
        (
            "The work of {student} can be moved to an account of yours, or you can download it. Please tell us which, "
            "and the account if you want it moved.",
            "Los trabajos de {student} se pueden pasar a una cuenta suya, o usted puede descargarlos. Díganos qué "
            "prefiere y, si quiere pasarlos, a qué cuenta.",
        ),
        kind="content",
    ),
    standard(
        "thank-you",
        "Thank you, received",
        ("We have what you sent ({number})", "Tenemos lo que envió ({number})"),
        (
            "Thank you. We have what you sent for your request {number}.",
            "Gracias. Tenemos lo que envió para su solicitud {number}.",
        ),
    ),
)
