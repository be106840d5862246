"""The kinds of organisation that an alliance starts with.  Rows like any other from then on."""

CONSTITUENCIES = (  # slug, name, mark; in the order in which they are shown
    ("government", "Government", "gov"),
    ("private_sector", "Private sector", "prv"),
    ("civil_society", "Civil society", "cso"),
    ("intergovernmental", "Intergovernmental", "igo"),
    ("survivors", "Survivors' advocates", "svc"),
    ("law_enforcement", "Law enforcement", "lea"),
    ("research", "Research", "res"),
    ("secretariat", "Secretariat", "sec"),
)
