# Llaves de acceso. $when es today, yesterday o day.

passkeys = Llaves de acceso
passkeys-hint = La forma fácil de entrar: tu dedo, tu cara o un PIN
passkeys-lead = Con una llave de acceso inicias sesión sin escribir nada: tu dispositivo comprueba que eres tú con tu dedo, tu cara o su PIN. Nada de eso sale nunca del dispositivo.
passkeys-none = Todavía no tienes ninguna llave de acceso.
passkeys-added = Añadida. Desde ahora puedes iniciar sesión con ella.
passkeys-renamed = Guardado.
passkeys-removed = Quitada. Ya nadie puede iniciar sesión con ella.
passkeys-devices = Un dispositivo que inició sesión con una llave de acceso la mantiene abierta aunque quites la llave.
passkeys-devices-link = Mira tus dispositivos
passkeys-full = Tienes tantas llaves de acceso como puede tener una persona. Quita una para hacer sitio a otra.

passkey-new = Añadir una llave de acceso
passkey-name = ¿Cómo la llamas?
passkey-name-hint = Para que la reconozcas: el dispositivo en el que está
passkey-submit = Añadir una llave de acceso
passkey-made = { $when ->
    [today] Añadida hoy
    [yesterday] Añadida ayer
   *[day] Añadida el { $day }
}
passkey-used = { $when ->
    [today] Usada por última vez hoy
    [yesterday] Usada por última vez ayer
   *[day] Usada por última vez el { $day }
}
passkey-unused = Todavía sin usar
passkey-rename = Cambiar nombre
passkey-rename-label = Cambiar el nombre de { $name }
passkey-rename-name = Un nombre nuevo para { $name }
passkey-rename-submit = Guardar
passkey-remove = Quitar
passkey-remove-label = Quitar { $name }

# Dónde no funcionan las llaves de acceso, y qué se puede hacer.
passkeys-elsewhere = Las llaves de acceso no funcionan en la dirección que usas ahora, pero sí en otra del Hearth de tu familia.
passkeys-elsewhere-link = Ir a { $address }
passkeys-need-https = Las llaves de acceso solo funcionan en una dirección que empiece por https, y el Hearth de tu familia todavía no tiene ninguna. Quien se encarga de él puede dársela; la guía para llevar Hearth explica cómo.
passkeys-need-name = Las llaves de acceso solo funcionan en una dirección que sea un nombre, y la del Hearth de tu familia es un número. Quien se encarga de él puede darle un nombre; la guía para llevar Hearth explica cómo.
passkeys-need-script = Para añadir una llave de acceso hay que activar JavaScript en este navegador. Todo lo demás funciona sin él.

login-passkey = Entrar con una llave de acceso
confirm-passkey = Usar mejor una llave de acceso

passkey-cancelled = No cambió nada: tu dispositivo no llegó hasta el final. Puedes intentarlo otra vez.
passkey-already = Este dispositivo ya tiene una llave de acceso tuya.
passkey-refused = Esa llave de acceso no funciona aquí. Prueba con otra, o con tu contraseña.
passkey-expired = Eso tardó un poco de más. Inténtalo otra vez.
passkey-unreachable = No se pudo llegar a Hearth. Inténtalo otra vez.
passkey-unable = Este navegador no puede usar llaves de acceso. Uno actualizado sí puede.
