"""Everybody but the delegations.  The secretariat's organisation is made when the alliance is founded."""

from collab.demo.cast import Someone

SECRETARIAT = "secretariat"  # key of its organisation

PEOPLE = (
    # Secretariat.  Noor founds the alliance.
    Someone("noor", "Noor Halvorsen", "noor.halvorsen", SECRETARIAT, "en", "Europe/Stockholm"),
    Someone("ruth", "Ruth Amberley", "ruth.amberley", SECRETARIAT, "en", "Europe/Stockholm"),
    Someone("marta", "Marta Ferreol", "marta.ferreol", SECRETARIAT, "fr", "Europe/Stockholm"),
    Someone("idris", "Idris Calloway", "idris.calloway", SECRETARIAT, "en", "Africa/Nairobi"),
    # Civil society
    Someone("esi", "Esi Bramble", "esi.bramble", "acacia", "en", "Africa/Accra"),
    Someone("sunita", "Sunita Hillrose", "sunita.hillrose", "himal", "en", "Asia/Kathmandu"),
    Someone("bikash", "Bikash Dell", "bikash.dell", "himal", "en", "Asia/Kathmandu"),
    Someone("ines", "Inês Vale", "ines.vale", "harbour", "pt", "Africa/Luanda"),
    Someone("ana", "Ana Salgueiro", "ana.salgueiro", "harbour", "pt", "Africa/Luanda"),
    Someone("mateus", "Mateus Serra", "mateus.serra", "aurora", "pt", "America/Sao_Paulo"),
    Someone("awa", "Awa Fontaine", "awa.fontaine", "reseau", "fr", "Africa/Dakar"),
    Someone("yaye", "Yaye Bruyère", "yaye.bruyere", "reseau", "fr", "Africa/Dakar"),
    Someone("hugh", "Hugh Marlow", "hugh.marlow", "tidewater", "en", "Pacific/Auckland"),
    Someone("lena", "Lena Fairwater", "lena.fairwater", "tidewater", "en", "Pacific/Auckland"),
    Someone("jory", "Jory Penhale", "jory.penhale", "acacia", "en", "Africa/Accra"),
    # Private sector
    Someone("maren", "Maren Holloway", "maren.holloway", "association", "en", "America/Toronto"),
    Someone("jun", "Jun Ellery", "jun.ellery", "northfold", "en", "Europe/Stockholm"),
    Someone("omar", "Omar Feldt", "omar.feldt", "openloft", "ru", "Europe/Chisinau"),
    Someone("petra", "Petra Nyholm", "petra.nyholm", "pebble", "en", "Pacific/Auckland"),
    Someone("dana", "Dana Whitlock", "dana.whitlock", "quillstream", "en", "America/Toronto"),
    Someone("victor", "Victor Amsel", "victor.amsel", "quillstream", "fr", "America/Toronto"),
    Someone("selam", "Selam Tessera", "selam.tessera", "merid", "en", "Africa/Nairobi"),
    # Law enforcement: their group demands a second factor.
    Someone("signe", "Signe Holmdal", "signe.holmdal", "cyber", "en", "Europe/Stockholm", "MV4GC3LQNRSSA43FMNZGK5BANZXS4IBR"),
    Someone("ramon", "Ramon Villaluz", "ramon.villaluz", "prosecutors", "en", "Asia/Manila", "MV4GC3LQNRSSA43FMNZGK5BANZXS4IBS"),
    Someone("halima", "Halima Rowntree", "halima.rowntree", "policing", "fr", "Africa/Dakar", "MV4GC3LQNRSSA43FMNZGK5BANZXS4IBT"),
    Someone("tomas", "Tomas Weir", "tomas.weir", "policing", "es", "America/Mexico_City", "MV4GC3LQNRSSA43FMNZGK5BANZXS4IBU"),
    # Intergovernmental
    Someone("margarethe", "Margarethe Olden", "margarethe.olden", "commission", "en", "Europe/Stockholm"),
    Someone("tendai", "Tendai Mokoro", "tendai.mokoro", "union", "en", "Africa/Nairobi"),
    Someone("priya", "Priya Sandoval", "priya.sandoval", "agency", "en", "America/Toronto"),
    Someone("leila", "ليلى فرحان", "leila.farhan", "agency", "ar", "Asia/Amman"),
    Someone("jeanmarc", "Jean-Marc Aubel", "jean-marc.aubel", "committee", "fr", "Europe/Stockholm"),
    # Survivors' advocates: in their circle they go by another name.
    Someone("robin", "Robin Ashdown", "robin.ashdown", "advocates", "en", "Europe/Stockholm"),
    Someone("clara", "Clara Montero", "clara.montero", "advocates", "es", "America/Mexico_City"),
    Someone("nuru", "Nuru Abasi", "nuru.abasi", "advocates", "en", "Africa/Nairobi"),
    Someone("iris", "Íris Fontela", "iris.fontela", "advocates", "pt", "America/Sao_Paulo"),
    # Research
    Someone("elio", "Elio Marchand", "elio.marchand", "delta", "en", "America/Toronto"),
    Someone("hana", "Hana Weatherby", "hana.weatherby", "delta", "en", "America/Toronto"),
)
