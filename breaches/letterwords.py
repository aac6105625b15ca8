"""Words of the letter about a breach that are proposed from its facts, in English and Spanish. A person edits them."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from notices.merging import day_in_language

TITLES: Final = {
    "en": "Notice of a data breach",
    "es": "Aviso de una violación de la seguridad de los datos",
}
TO_CHANGE: Final = {
    "en": "Please change the user name and the password of this service, and its security questions and answers, "
    "promptly. Change them also wherever else the same ones are used.",
    "es": "Por favor, cambie cuanto antes el nombre de usuario y la contraseña de este servicio, así como sus "
    "preguntas y respuestas de seguridad. Cámbielos también donde se usen los mismos.",
}
FRAUD_ALERTS: Final = {
    "en": "information about fraud alerts and security freezes",
    "es": "información sobre las alertas de fraude y los congelamientos de seguridad",
}
OFFICER: Final = {"en": "Privacy officer", "es": "Responsable de privacidad"}
SUPERINTENDENT: Final = {"en": "Superintendent", "es": "Superintendencia"}
# By the code of the product's own list (inventory/elements.yaml).
SPANISH_KINDS: Final[Mapping[str, str]] = {
    "name": "Nombre",
    "student-number": "Número de estudiante",
    "state-number": "Número estatal de estudiante",
    "user-name": "Nombre de usuario",
    "password": "Contraseña",
    "social-security-number": "Número de Seguro Social",
    "biometrics": "Huella digital o medidas de la cara",
    "home-address": "Domicilio",
    "student-email": "Correo electrónico del estudiante",
    "telephone": "Número de teléfono",
    "family-contact": "Nombres y datos de contacto de los padres o tutores",
    "emergency-contact": "Contactos de emergencia",
    "school": "Escuela",
    "grade-level": "Grado",
    "homeroom": "Salón y maestros",
    "enrollment-dates": "Fechas de inscripción",
    "graduation-year": "Año de graduación",
    "birth-date": "Fecha de nacimiento",
    "birth-place": "Lugar de nacimiento",
    "gender": "Género",
    "race-ethnicity": "Raza y origen étnico",
    "home-language": "Idioma del hogar",
    "courses": "Cursos y listas de clase",
    "calendar": "Citas y actividades",
    "attendance": "Asistencia",
    "grades": "Calificaciones",
    "test-scores": "Resultados de pruebas",
    "observations": "Observaciones de los maestros",
    "practice-results": "Respuestas y resultados de práctica",
    "conduct": "Conducta y disciplina",
    "special-education": "Educación especial y planes 504",
    "english-learner": "Condición de estudiante de inglés",
    "family-income": "Condición de bajos ingresos",
    "living-situation": "Situación de vivienda",
    "health": "Salud y vacunas",
    "medication": "Medicamentos",
    "health-insurance": "Seguro médico",
    "meals": "Comidas y cuenta de comidas",
    "payment": "Datos de tarjeta o de banco",
    "bus-route": "Ruta y parada del autobús",
    "location": "Ubicación",
    "student-work": "Escritos y proyectos",
    "messages": "Mensajes y comentarios",
    "photograph": "Fotografía",
    "recording": "Grabación de voz o video",
    "survey-answers": "Respuestas a encuestas",
    "usage": "Uso de la aplicación",
    "device": "Dispositivo y dirección de red",
    "cookies": "Cookies",
}


def dates_worded(first: date | None, last: date | None, language: str) -> str:
    """The day of the breach, or its first and last day; empty where the facts do not say when it began."""
    if first is None:
        return ""
    begun = day_in_language(first, language)
    if last is None or last == first:
        return begun
    ended = day_in_language(last, language)
    return f"del {begun} al {ended}" if language == "es" else f"{begun} to {ended}"


def kind_worded(code: str, name: str, language: str) -> str:
    """A kind of information in the letter's language; empty where the product has no Spanish words for it."""
    return SPANISH_KINDS.get(code, "") if language == "es" else name
