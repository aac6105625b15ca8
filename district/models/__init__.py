from district.models.calendar import Closure
from district.models.district import AdoptedPack, District, School
from district.models.people import User
from district.models.signins import RightGiven, RoleGiven, SignIn, SignInKind

__all__ = [
    "AdoptedPack",
    "Closure",
    "District",
    "RightGiven",
    "RoleGiven",
    "School",
    "SignIn",
    "SignInKind",
    "User",
]
