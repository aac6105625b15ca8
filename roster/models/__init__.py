from roster.models.acts import Act, PersonAct
from roster.models.enrolment import EnrolmentCount
from roster.models.imports import ColumnMapping, ImportSource, ImportState, RosterImport, SchoolAlias
from roster.models.people import Guardian, Guardianship, Household, Student
from roster.models.retention import PurgeRecord, RetentionRule

__all__ = [
    "Act",
    "ColumnMapping",
    "EnrolmentCount",
    "Guardian",
    "Guardianship",
    "Household",
    "ImportSource",
    "ImportState",
    "PersonAct",
    "PurgeRecord",
    "RetentionRule",
    "RosterImport",
    "SchoolAlias",
    "Student",
]
