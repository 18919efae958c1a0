"""Every slip, by name."""

from evidence.mutants.slipped import companies, devices, fields, ways
from evidence.mutants.slipped.slip import SLIPS

__all__ = ["FAMILIES", "SLIPS"]

FAMILIES = {
    "One way in and not the other": ways,
    "One device and not the others": devices,
    "Fields and roles": fields,
    "Other companies": companies,
}
"""Title of each family, and its module."""
