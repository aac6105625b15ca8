from district.models.calendar import Closure
from district.models.district import AdoptedPack, District, School
from district.models.people import User

__all__ = ["AdoptedPack", "Closure", "District", "School", "User"]
