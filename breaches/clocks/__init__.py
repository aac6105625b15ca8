"""The clocks of a breach: all that the adopted packs and the agreement itself attach to what is known."""

from breaches.clocks.recounting import clocks_met_by_mailing, clocks_recount

__all__ = ["clocks_met_by_mailing", "clocks_recount"]
