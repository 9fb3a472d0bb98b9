# Invitar a alguien, y entrar.

invitations-title = Invitaciones
invitations-lead = A quién se invitó, y quién vino.
invitations-none = Todavía no se invitó a nadie.
invitation-for = { $role ->
    [admin] Para alguien que se encarga de Hearth
    [adult] Para una persona adulta
    [child] Para una niña o un niño
   *[other] Para alguien de visita
}
invitation-open = { $left ->
    [one] Sirve para una persona, hasta el { $until }
   *[other] Sirve para { $left } personas más, hasta el { $until }
}
invitation-used = Usada
invitation-revoked = Retirada
invitation-expired = Demasiado antigua: ya nadie puede entrar con ella
invitation-from = La hizo { $name } el { $when }
invitation-came = Quién entró con ella: { $names }
invitation-revoke = Retirar

invitation-new-title = Invitar a alguien
invitation-new-lead = No hace falta correo electrónico. Te damos un enlace, una imagen para escanear y un código para escribir.
invitation-role = ¿Para quién?
invitation-days = ¿Cuánto tiempo debe servir?
invitation-days-choice = { $count ->
    [one] Un día
   *[other] { $count } días
}
invitation-uses = ¿Para cuántas personas?
invitation-uses-choice = { $count ->
    [one] Una persona
   *[other] Hasta { $count } personas
}
invitation-uses-hint = Más de una, solo si envías el mismo enlace a varias personas de tu familia.
invitation-threads = ¿Qué chats puede ver?
invitation-threads-hint = Verá todo lo que haya en estos chats, también lo que se escribió antes.
invitation-threads-none = Todavía no hay ningún chat al que invitar a una visita. Empieza antes uno con alguien de tu familia.
invitation-submit = Hacer la invitación

problem-no-thread-chosen = Elige al menos un chat para tu visita.
problem-invitation = No hay ninguna invitación con este código. Compáralo otra vez, letra por letra.

invitation-made-title = Tu invitación está lista
invitation-made-lead = { $count ->
    [one] { $purpose }. Sirve una vez, hasta el { $until }.
   *[other] { $purpose }. Sirve para { $count } personas, hasta el { $until }.
}
invitation-made-once = Nadie podrá ver esta página otra vez, tampoco tú. Si la pierdes, retira la invitación y haz otra.
invitation-made-local = Este enlace solo lleva al equipo que tienes delante. Abre Hearth con la dirección que usan los teléfonos de tu familia y haz la invitación allí.
invitation-scan = ¿Está contigo? Que escanee esto con la cámara de su teléfono.
invitation-scan-label = El enlace de la invitación como imagen para escanear
invitation-link = ¿Está lejos? Envíale este enlace.
invitation-code = O que abra { $address } y escriba este código.
invitation-done = Listo

join-title = Adelante, pasa
join-lead = { $inviter } te invita a { $family }. Dinos cómo te llamamos.
join-submit = Unirme a la familia
join-signed-in = En este dispositivo está abierta la sesión de { $name }. Una invitación es para alguien que llega nuevo: al unirse, se cierra tu sesión y se abre la suya.

join-code-title = ¿Te invitaron?
join-code-lead = Escribe el código que te dieron. Si tienes un enlace, solo tienes que abrirlo.
join-code = Código
join-code-hint = Tres grupos de cuatro, como abcd‑efgh‑2345
join-code-submit = Continuar
join-other-code = Escribir un código
