"""The people of the eighteen delegations, and what part each plays."""

from collab.demo.cast import Someone
from groups.roles import Post

HEAD, ALTERNATE, FOCAL = Post.HEAD, Post.ALTERNATE, Post.FOCAL_POINT
ZONES = {
    "BR": ("pt", "America/Sao_Paulo"), "AO": ("pt", "Africa/Luanda"), "MX": ("es", "America/Mexico_City"),
    "GT": ("es", "America/Guatemala"), "SN": ("fr", "Africa/Dakar"), "CA": ("fr", "America/Toronto"),
    "EG": ("ar", "Africa/Cairo"), "JO": ("ar", "Asia/Amman"), "KE": ("en", "Africa/Nairobi"),
    "GH": ("en", "Africa/Accra"), "NP": ("en", "Asia/Kathmandu"), "PH": ("en", "Asia/Manila"),
    "CN": ("zh", "Asia/Shanghai"), "KZ": ("ru", "Asia/Almaty"), "MD": ("ru", "Europe/Chisinau"),
    "SE": ("en", "Europe/Stockholm"), "FJ": ("en", "Pacific/Fiji"), "NZ": ("en", "Pacific/Auckland"),
}  # fmt: skip
ROWS = (
    ("BR", HEAD, "caetano", "Caetano Ribalta", "caetano.ribalta"), ("BR", ALTERNATE, "livia", "Lívia Montealto", "livia.montealto"),
    ("BR", FOCAL, "davi", "Davi Serrano", "davi.serrano"),
    ("AO", HEAD, "domingos", "Domingos Calunda", "domingos.calunda"), ("AO", FOCAL, "teresa", "Teresa Muxiluanda", "teresa.muxiluanda"),
    ("MX", HEAD, "ximena", "Ximena Robledal", "ximena.robledal"), ("MX", ALTERNATE, "teo", "Teo Arriagada", "teo.arriagada"),
    ("GT", HEAD, "ixchel", "Ixchel Barranco", "ixchel.barranco"), ("GT", ALTERNATE, "rodrigo", "Rodrigo Cifontes", "rodrigo.cifontes"),
    ("SN", HEAD, "marame", "Marame Sarriette", "marame.sarriette"), ("SN", ALTERNATE, "ousmane", "Ousmane Dialmar", "ousmane.dialmar"),
    ("CA", HEAD, "genevieve", "Geneviève Larive", "genevieve.larive"), ("CA", ALTERNATE, "owen", "Owen Tamarack", "owen.tamarack"),
    ("EG", HEAD, "nadia", "نادية الساحل", "nadia.alsahel"), ("EG", ALTERNATE, "karim", "كريم عبد النور", "karim.abdelnour"),
    ("JO", HEAD, "rania", "رانيا القصر", "rania.alqasr"), ("JO", FOCAL, "sami", "Sami Haddarin", "sami.haddarin"),
    ("KE", HEAD, "wanjiru", "Wanjiru Kamande", "wanjiru.kamande"), ("KE", ALTERNATE, "otieno", "Otieno Baraka", "otieno.baraka"),
    ("KE", FOCAL, "njeri", "Njeri Mwangaza", "njeri.mwangaza"),
    ("GH", HEAD, "kwabena", "Kwabena Oseitano", "kwabena.oseitano"), ("GH", ALTERNATE, "adjoa", "Adjoa Mensima", "adjoa.mensima"),
    ("NP", HEAD, "bishnu", "Bishnu Lamatol", "bishnu.lamatol"), ("NP", FOCAL, "sarita", "Sarita Gurundel", "sarita.gurundel"),
    ("PH", HEAD, "corazon", "Corazon Baylando", "corazon.baylando"), ("PH", ALTERNATE, "miguel", "Miguel Santelmo", "miguel.santelmo"),
    ("CN", HEAD, "heyuan", "林和远", "lin.heyuan"), ("CN", ALTERNATE, "qinghe", "赵清禾", "zhao.qinghe"),
    ("KZ", HEAD, "aigerim", "Айгерим Толенова", "aigerim.tolenova"), ("KZ", ALTERNATE, "daniyar", "Данияр Сарыбел", "daniyar.sarybel"),
    ("MD", HEAD, "ileana", "Ileana Codrescu-Lac", "ileana.codrescu-lac"), ("MD", ALTERNATE, "andrei", "Андрей Прутян", "andrei.prutyan"),
    ("SE", HEAD, "lars", "Lars Ekdal", "lars.ekdal"), ("SE", ALTERNATE, "linnea", "Linnea Furuvik", "linnea.furuvik"),
    ("FJ", HEAD, "mere", "Mere Talasiga", "mere.talasiga"), ("FJ", FOCAL, "jone", "Jone Rokotuvi", "jone.rokotuvi"),
    ("NZ", HEAD, "aroha", "Aroha Kerelane", "aroha.kerelane"), ("NZ", ALTERNATE, "tom", "Tom Wetherfold", "tom.wetherfold"),
)  # fmt: skip
DELEGATES = tuple(Someone(key, name, mail, country, *ZONES[country]) for country, _, key, name, mail in ROWS)
POSTS = {key: post for _, post, key, _, _ in ROWS}
