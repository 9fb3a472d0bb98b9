# Lo que se hizo con las llaves de la familia, una frase para cada cosa.
#
# $by es self (para sí), member (para otra persona), host (quien se encarga del servidor) o unknown.
# $who lo hizo, $whom es a quien atañe. $code es una forma de entrar o un papel, $label un nombre de algo.

record = Registro
record-hint = Quién entró, a quién se invitó y qué se cambió
record-lead = Lo que se hizo con las llaves de tu familia. Nunca lo que alguien escribió.
record-none = Todavía no se hizo nada.
record-older = Anteriores
record-newest = Volver a lo más reciente
record-kept = Cada línea se queda 400 días. Antes de eso nadie puede cambiarla ni quitarla, y todas las personas adultas de la familia pueden leerla.
record-address = Dirección:
record-refused-at = Rechazado en:
record-host = Quien se encarga del servidor
record-somebody = Alguien
record-nobody = alguien

record-founded = { $who } fundó la familia.
record-signed-in = { $code ->
    [founding] { $who } inició sesión después de fundar la familia.
    [invitation] { $who } inició sesión después de llegar con una invitación.
    [password] { $who } inició sesión con una contraseña.
    [passkey] { $who } inició sesión con una llave de acceso.
    [card] { $who } inició sesión con una tarjeta.
    [device] { $who } inició sesión con un código de otro dispositivo.
    [recovery] { $who } inició sesión después de elegir una contraseña nueva.
   *[other] { $who } inició sesión.
}
record-sign-in-failed = { $code ->
    [password] Alguien probó una contraseña equivocada para { $whom }.
    [passkey] Alguien probó una llave de acceso equivocada para { $whom }.
   *[other] Alguien probó un código equivocado para { $whom }.
}
record-signed-out = { $who } cerró sesión.
record-device-ended = { $by ->
    [self] { $who } cerró su sesión en otro dispositivo.
   *[other] { $who } cerró la sesión de { $whom } en un dispositivo.
}
record-confirmed = { $who } demostró otra vez quién es.
record-password-changed = { $who } cambió su contraseña.
record-password-reset = { $whom } eligió una contraseña nueva con un enlace.
record-recovery-made = { $by ->
    [host] En la línea de comandos del servidor: se creó un enlace para que { $whom } elija una contraseña nueva.
   *[other] { $who } creó un enlace para que { $whom } elija una contraseña nueva.
}
record-card-made = { $by ->
    [self] { $who } hizo una tarjeta para iniciar sesión.
    [host] En la línea de comandos del servidor: se hizo una tarjeta para { $whom }.
   *[other] { $who } hizo una tarjeta para { $whom }.
}
record-card-revoked = { $by ->
    [self] { $who } anuló la tarjeta para iniciar sesión.
    [host] En la línea de comandos del servidor: se anuló la tarjeta de { $whom }.
   *[other] { $who } anuló la tarjeta de { $whom }.
}
record-device-link-made = { $who } pidió un código para iniciar sesión en otro dispositivo.
record-passkey-added = { $who } añadió una llave de acceso.
record-passkey-removed = { $who } quitó una llave de acceso.
record-token-made = { $by ->
    [host] En la línea de comandos del servidor: se creó un token para el programa “{ $label }” de { $whom }.
   *[other] { $who } creó un token para el programa “{ $label }”.
}
record-token-revoked = { $by ->
    [host] En la línea de comandos del servidor: se revocó el token para el programa “{ $label }” de { $whom }.
   *[other] { $who } revocó el token para el programa “{ $label }”.
}
record-secret-shown = { $who } miró el secreto de los programas de la familia.
record-webhook-added = { $who } hizo que { $label } sepa lo que pasa en los canales de los programas.
record-webhook-tested = { $who } probó el webhook a { $label }.
record-webhook-paused = { $who } pausó el webhook a { $label }.
record-webhook-resumed = { $who } reanudó el webhook a { $label }.
record-webhook-removed = { $who } quitó el webhook a { $label }.
record-invitation-made = { $code ->
    [admin] { $who } invitó a alguien que se encargará de Hearth.
    [adult] { $who } invitó a una persona adulta.
    [child] { $who } invitó a una niña o un niño.
    [guest] { $who } invitó a una visita.
   *[other] { $who } invitó a alguien.
}
record-invitation-revoked = { $code ->
    [admin] { $who } retiró la invitación para alguien que se encargaría de Hearth.
    [adult] { $who } retiró la invitación para una persona adulta.
    [child] { $who } retiró la invitación para una niña o un niño.
    [guest] { $who } retiró la invitación para una visita.
   *[other] { $who } retiró una invitación.
}
record-joined = { $by ->
    [host] En la línea de comandos del servidor: se añadió a { $whom } a la familia.
   *[other] { $code ->
        [admin] { $whom } se unió a la familia por invitación de { $who } y se encarga de Hearth.
        [adult] { $whom } se unió a la familia como persona adulta, por invitación de { $who }.
        [child] { $whom } se unió a la familia como niña o niño, por invitación de { $who }.
       *[guest] { $whom } vino de visita, por invitación de { $who }.
    }
}
record-role-changed = { $code ->
    [admin] { $who } puso a { $whom } a cargo de Hearth.
    [adult] { $who } hizo de { $whom } una persona adulta de la familia.
    [child] { $who } puso a { $whom } entre las niñas y los niños de la familia.
    [guest] { $who } puso a { $whom } entre las visitas.
   *[other] { $who } cambió lo que { $whom } es en la familia.
}
record-deactivated = { $by ->
    [host] En la línea de comandos del servidor: se quitó el acceso a { $whom }.
    [self] { $who } dejó la familia.
   *[other] { $who } quitó el acceso a { $whom }.
}
record-reactivated = { $by ->
    [host] En la línea de comandos del servidor: se devolvió el acceso a { $whom }.
   *[other] { $who } devolvió el acceso a { $whom }.
}
record-profile-changed = { $who } cambió lo que cuenta de sí.
record-family-changed = { $who } cambió el nombre, el idioma, la zona horaria o la foto de la familia.
record-thread-joined = { $by ->
    [self] { $who } entró en un chat.
   *[other] { $who } dejó entrar a { $whom } en un chat.
}
record-thread-left = { $by ->
    [self] { $who } salió de un chat.
   *[other] { $who } sacó a { $whom } de un chat.
}
record-denied = A { $who } se le negó algo que no le corresponde hacer.
