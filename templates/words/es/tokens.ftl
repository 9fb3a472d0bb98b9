# Los tokens para programas. $when es today, yesterday o day.

tokens = Tokens para programas
tokens-hint = Deja que un programa lea o escriba por ti
tokens-lead = Con un token, un programa tuyo puede actuar en tu nombre, hasta donde tú lo permitas. No puede abrir estas páginas.
tokens-docs = Qué pueden hacer los programas
tokens-none = Ningún programa actúa por ti.
tokens-revoked = Revocado. Ese programa ya está fuera.

token-new = Crear un token
token-label = ¿Para qué es?
token-label-hint = Por ejemplo: el timbre
token-allows = Puede
token-scope-read = Leer lo que tú puedes leer
token-scope-send = Escribir en tu nombre
token-scope-files = Enviar y traer archivos
token-scope-admin = Hacer lo que puedes hacer por encargarte de Hearth
token-days = Sirve durante
token-life = { $days ->
    [7] Una semana
    [30] 30 días
    [90] 90 días
   *[365] Un año
}
token-submit = Crear el token
problem-scope-admin = Eso solo puede permitirlo quien se encarga del Hearth de la familia.
problem-too-many-tokens = Ya son 50 programas. Revoca uno que ya no uses.
problem-no-scope = Elige al menos una cosa que pueda hacer.

token-made = { $when ->
    [today] Creado hoy
    [yesterday] Creado ayer
   *[day] Creado el { $day }
}
token-expires = { $when ->
    [today] sirve hasta hoy { clock-at }
    [yesterday] sirve hasta ayer
   *[day] sirve hasta el { $day }
}
token-expired = { $when ->
    [today] caducó hoy
    [yesterday] caducó ayer
   *[day] caducó el { $day }
}
token-used = { $when ->
    [today] Usado por última vez hoy
    [yesterday] Usado por última vez ayer
   *[day] Usado por última vez el { $day }
}
token-unused = Nunca usado
token-revoke = Revocar
token-revoke-label = Revocar { $label }

token-made-title = Tu token nuevo
token-made-lead = Este es el token “{ $label }”. Cópialo ahora: solo se muestra esta vez y después no se puede volver a encontrar.
token-made-secret = Token
token-made-keep = Quien lo tenga puede actuar en tu nombre. Si cae en malas manos, revócalo.
token-made-done = Ya lo copié
