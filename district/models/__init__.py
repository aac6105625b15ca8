from district.models.calendar import Closure
from district.models.district import AdoptedPack, District, DistrictSigner, School
from district.models.links import PrivateLink
from district.models.people import User
from district.models.signins import RightGiven, RoleGiven, SignIn, SignInKind

__all__ = [
    "AdoptedPack",
    "Closure",
    "District",
    "DistrictSigner",
    "PrivateLink",
    "RightGiven",
    "RoleGiven",
    "School",
    "SignIn",
    "SignInKind",
    "User",
]
