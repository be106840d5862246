"""Organisations.  Countries are labels; only invented bodies hold opinions."""

from collab.demo.cast import Body

COUNTRIES = ("BR", "AO", "MX", "GT", "SN", "CA", "EG", "JO", "KE", "GH", "NP", "PH", "CN", "KZ", "MD", "SE", "FJ", "NZ")

BODIES = (
    *(Body(country, f"Example delegation – {country}", "government", country) for country in COUNTRIES),
    Body("commission", "Example Regional Commission", "intergovernmental"),
    Body("union", "Example Continental Union", "intergovernmental"),
    Body("agency", "Example UN Agency", "intergovernmental"),
    Body("committee", "Example Treaty Committee", "intergovernmental"),
    Body("harbour", "Harbour Lantern Child Rights Network", "civil_society", "AO"),
    Body("aurora", "Casa Aurora Proteção Digital", "civil_society", "BR"),
    Body("tidewater", "Tidewater Survivor Support", "civil_society", "NZ"),
    Body("reseau", "Réseau Enfance Connectée", "civil_society", "SN"),
    Body("himal", "Himal Safe Screens", "civil_society", "NP"),
    Body("acacia", "Blue Acacia Hotline Association", "civil_society", "GH"),
    Body("quillstream", "Quillstream Social", "private_sector", "CA"),
    Body("northfold", "Northfold Cloud", "private_sector", "SE"),
    Body("pebble", "Pebble Games Studio", "private_sector", "NZ"),
    Body("merid", "Merid Telecom", "private_sector", "KE"),
    Body("openloft", "OpenLoft Messaging", "private_sector", "MD"),
    Body("association", "Sector Safety Association", "private_sector"),
    Body("cyber", "National Cyber Unit – SE", "law_enforcement", "SE"),
    Body("prosecutors", "Specialist Prosecutors Office – PH", "law_enforcement", "PH"),
    Body("policing", "Regional Policing Liaison", "law_enforcement"),
    Body("delta", "Delta Institute for Child Online Safety", "research", "CA"),
    Body("advocates", "Survivor Advocates Network", "survivors"),
)
