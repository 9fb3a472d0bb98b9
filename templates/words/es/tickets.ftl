# Tarjetas, códigos para otro dispositivo, enlaces para una contraseña nueva.

login-forgot = ¿Olvidaste tu contraseña?
login-forgot-ask = Pregunta a quien se encarga del Hearth de tu familia. Te hará un enlace, y con él eliges una contraseña nueva. Esa persona no la ve.
login-forgot-host = Si esa persona eres tú, escribe esto en el equipo donde está Hearth, con tu nombre de usuario. Verás el enlace:
login-forgot-command = hearth member reset-password USUARIO
login-card = Tengo una tarjeta con seis cifras

ticket-title = Hola, { $name }
ticket-lead = ¿Iniciar sesión como { $name }, de { $family }, en este dispositivo?
ticket-signed-in = En este dispositivo está abierta la sesión de { $name }. Si continúas, se cerrará.
ticket-not-you = ¿No eres { $name }? Entonces cierra esta página; no pasó nada.
ticket-code-title = Entra con tu tarjeta
ticket-code-lead = Tu nombre de usuario y seis cifras están impresos en ella.
ticket-digits = Seis cifras
ticket-digits-hint = Dos grupos de tres, como 482 913
ticket-password = Entrar con una contraseña
ticket-square = El enlace como imagen para escanear
ticket-local = Esto solo lleva al equipo que tienes delante. Abre Hearth con la dirección que usan los teléfonos de tu familia y hazlo allí.
ticket-done = Listo

problem-digits = El nombre de usuario y las seis cifras no van juntos. Compáralos otra vez con tu tarjeta.

reset-title = Una contraseña nueva
reset-lead = Hola, { $name }. Elige una contraseña que no hayas usado aquí antes.
reset-username = Tu nombre de usuario es { $username }.
reset-submit = Guardar y entrar
reset-ends = Esto cierra la sesión en todos tus dispositivos menos en este. Las llaves de acceso, los programas y una tarjeta impresa siguen funcionando.

device-link-title = Entrar en otro de tus dispositivos
device-link-lead = Muestra una imagen que escaneas con tu otro dispositivo. Allí no necesitas contraseña.
device-link-submit = Mostrarla
device-link-made-lead = Con esta imagen, tu otro dispositivo inicia sesión como tú, una sola vez.
device-link-scan = Escanea esto con la cámara de tu otro dispositivo.
device-link-open = O abre allí este enlace.
device-link-warning = No se lo muestres ni se lo envíes a nadie: quien lo abra habrá iniciado sesión como tú.
device-link-left = { $minutes ->
    [0] Se acabó su tiempo. Vuelve atrás y muestra otra.
    [one] Sirve un minuto más, hasta { HOUR($until) ->
        [1] la { $until }
       *[other] las { $until }
    }.
   *[other] Sirve { $minutes } minutos más, hasta { HOUR($until) ->
        [1] la { $until }
       *[other] las { $until }
    }.
}
devices-card = Tienes una tarjeta impresa con la que se entra en tu nombre. Mira cuándo se usó.

recovery-made-title = Un enlace para una contraseña nueva
recovery-made-lead = Con él, { $name } puede elegir una contraseña nueva, una sola vez, hasta el { $until }. Entonces se cierra la sesión en todos sus dispositivos. Tú no verás la contraseña.
recovery-scan = ¿Está contigo? Que escanee esto con la cámara de su dispositivo.
recovery-send = ¿Está lejos? Envíale este enlace de una forma que nadie más pueda leer.
recovery-once = Nadie podrá ver esta página otra vez, tampoco tú. Si el enlace se pierde, haz otro: sustituye a este.

card-own = Tu tarjeta
card-own-hint = Una tarjeta impresa con la que entras sin contraseña
card-own-lead = Con una tarjeta impresa entras en un dispositivo nuevo sin contraseña: escaneándola, o con seis cifras. Guárdala como la llave de tu casa.
card-own-none = No hay ninguna tarjeta para ti.
card-of = Una tarjeta para { $name }
card-of-lead = Con una tarjeta impresa, { $name } entra en un dispositivo nuevo sin contraseña: escaneándola, o con seis cifras. Es como la llave de una casa.
card-of-none = No hay ninguna tarjeta para { $name }.
card-made-by = La hizo { $name } el { $day }
card-made-by-you = La hiciste tú el { $day }
card-until = Sirve hasta el { $day }
card-revoke = Anular
card-revoked = Anulada. Ya nadie puede entrar con ella.
card-make = Hacer una tarjeta
card-make-new = Hacer una tarjeta nueva
card-make-hint = Ten lista una impresora: la tarjeta se muestra una sola vez, para imprimirla, y después no se puede volver a encontrar.
card-make-replaces = En ese momento, la tarjeta anterior deja de funcionar.
card-not-yours = Quien se encarga de Hearth solo puede hacer una tarjeta para sí: se lo abriría todo a quien la tuviera.
card-uses = Cuándo se usó
card-unused = Todavía no entró nadie con ella.
card-used = { $when ->
    [today] Hoy { clock-at }
    [yesterday] Ayer { clock-at }
   *[day] El { $day } { clock-at }
}
card-earlier = Con una tarjeta anterior
card-devices-stay = Al anularla, los dispositivos siguen con la sesión abierta. Míralos, y ciérrala donde no sea tuya.

card-print-title = Una tarjeta para imprimir
card-print-own = Esta es tu tarjeta. Imprímela ahora: solo se muestra esta vez.
card-print-of = Esta es la tarjeta para { $name }. Imprímela ahora: solo se muestra esta vez.
card-print = Imprimir
card-printed = Ya la imprimí
card-key-to = La llave de { $family }
card-keep = Esta tarjeta abre el chat de tu familia en un teléfono, una tableta u otro equipo nuevo. Guárdala como la llave de tu casa, y no se la enseñes a nadie en quien no confíes.
card-step-camera = Abre la cámara de tu teléfono o de tu tableta.
card-step-point = Apúntala al cuadrado y toca lo que aparezca.
card-step-sign-in = Toca “{ $button }”. Eso es todo.
card-type = ¿Sin cámara? Abre esta dirección y escribe lo que está debajo:
card-call = ¿No funciona? Llama a { $name }
card-call-own = ¿No funciona? Llama a:
card-telephone = Teléfono
card-dates = Hecha el { $made }. Sirve hasta el { $until }.
card-lost = ¿Perdiste esta tarjeta? Díselo a quien la hizo, o anúlala en Ajustes, “Tu tarjeta”. Desde ese momento, nadie podrá entrar con ella.
