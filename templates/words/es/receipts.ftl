# Quién leyó hasta dónde, quién está aquí, quién escribe.

read-up-to = { $name } leyó hasta aquí
read-by = Leído por: { $names }
read-by-nobody = Nadie más leyó esto todavía

company-here = Aquí ahora: { $names }
company-typing = Escribiendo: { $names }…
