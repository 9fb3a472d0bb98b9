# Con qué llegan a Hearth los programas de la familia.

family-programs = Programas de la familia
family-programs-hint = Claves y ejemplos para un timbre, una lámpara o un script
family-programs-lead = Con esto, tus propios programas oyen lo que pasa aquí y se cuentan cosas entre ellos.
family-programs-keys = Lo que necesita un programa
family-programs-address = Dirección
family-programs-app-id = Id de la aplicación
family-programs-key = Clave
family-programs-secret = Secreto
family-programs-secret-hint = Quien lo tenga puede hablar a todos tus programas y ver qué chats están abiertos. No abre ningún mensaje ni ninguna página. Dáselo solo a servidores tuyos.
family-programs-secret-show = Mostrar el secreto
family-programs-examples = Ejemplos para copiar
family-programs-examples-hint = TOKEN es un token que creas en Ajustes, THREAD es el final de la dirección de un chat y SECRET es el secreto de arriba.
family-programs-curl = Publicar un mensaje (curl)
family-programs-javascript = Oír un chat (JavaScript)
family-programs-python = Contar algo a tus programas (Python)
family-programs-home-assistant = Que la casa escriba (Home Assistant)

# Probar lo que oyen y cuentan. % es un nombre o número que la página completa.
try = Probar
try-hint = Oye lo que pasa en un canal de tus programas y cuenta algo allí tú mismo. Lo que la familia se escribe nunca pasa por aquí.
try-needs = Para escuchar hace falta JavaScript, que está desactivado en este navegador. Contar un evento funciona sin él.
try-listen-to = Escuchar este canal
try-listen-hint = Por ejemplo doorbell, private-lights o presence-house. En un canal de presencia los demás ven que estás.
try-listen = Escuchar
try-pause = Pausar
try-clear = Vaciar
try-connecting = Conectando…
try-listening = Escuchando { $channel }.
try-denied = { $channel } no se puede oír aquí. Los nombres que empiezan por thread- o private-user- son de las personas.
try-lost = Se perdió la conexión. Vuelve sola.
try-paused = En pausa; { $count } más por ahora.
try-told = Contado. Quien escucha allí lo ha oído.
try-heard = Lo que se oyó, lo más reciente primero
try-tell-title = Contar un evento
try-channel = Canal
try-event = Evento
try-data = Datos
try-tell = Contarlo
problem-channel = El nombre de un canal solo tiene letras sin acentos, cifras y - _ = @ , . ; con 164 como máximo.
problem-channel-not-free = Este canal es de los chats de las personas. Elige un nombre propio.
problem-event = Ponle un nombre de 200 caracteres como máximo que no empiece por pusher:

# Servidores propios a los que se cuenta lo que pasa.
webhooks = Webhooks
webhooks-hint = Que tus servidores sepan cuándo alguien llega, se va o llama
webhooks-lead = Cuando pasa algo en los canales de tus programas, Hearth puede contárselo a un servidor tuyo, firmado con el secreto. De los chats de la familia no cuenta nada.
webhooks-none = No se cuenta nada a ningún servidor.
webhooks-change = Añadir, probar, pausar o quitar
webhook-new = Añadir un servidor
webhook-url = Dirección
webhook-url-hint = Empieza por https:// y está en internet. A los servidores de tu red de casa solo se les cuenta si lo permite quien lleva Hearth.
webhook-url-hint-home = Empieza por https:// o http://. También se puede contar a servidores de tu red de casa.
webhook-topics = Contarle
webhook-topics-hint = Lo que se le cuenta espera un segundo a lo demás. Quien se va menos de tres segundos no se ha ido. Si el servidor no responde, se intenta de nuevo durante cinco minutos.
webhook-topic-channels = Cuándo se usa un canal y cuándo ya no
webhook-topic-presence = Quién llega a un canal de presencia y quién se va
webhook-topic-client-events = Lo que los programas se dicen entre ellos
webhook-topic-cache-misses = Cuándo un canal con memoria no tiene nada que contar
webhook-topic-counts = Cuántos escuchan un canal
webhook-submit = Añadirlo
webhook-added = Añadido. Pruébalo para saber que funciona.
webhook-was-paused = En pausa. No se le cuenta nada hasta que lo reanudes.
webhook-resumed = Se le vuelve a contar.
webhook-removed = Quitado. Ya no se le cuenta nada.
webhook-tested = Probado. Al lado pone cómo fue.
webhook-paused = En pausa
webhook-untried = Todavía no se ha enviado nada
webhook-tried = { $when ->
    [today] Hoy { clock-at }
    [yesterday] Ayer { clock-at }
   *[day] El { $day } { clock-at }
}
webhook-delivered = entregado
webhook-refused = respondió con el error { $status }
webhook-redirected = señaló otra dirección (respuesta { $status }), que no se sigue
webhook-forbidden = su dirección lleva a un lugar al que Hearth no puede ir
webhook-unknown = nadie conoce este nombre
webhook-unreachable = allí no respondió nadie
webhook-too-slow = tardó más de diez segundos
webhook-certificate = su certificado no vale para este nombre
webhook-garbled = no se entendió su respuesta
webhook-lost = { $count ->
    [one] Un evento no se pudo entregar y se descartó
   *[other] { $count } eventos no se pudieron entregar y se descartaron
}
webhook-test = Probar
webhook-test-label = Probar { $url }
webhook-pause = Pausar
webhook-pause-label = Pausar { $url }
webhook-resume = Reanudar
webhook-resume-label = Volver a contar a { $url }
webhook-remove = Quitar
webhook-remove-label = Quitar { $url }
problem-family-unknown = Aquí no hay ninguna familia con este nombre.
problem-family-several = Aquí hay varias familias con este nombre. Sus administradores encuentran las claves en Familia.
problem-no-topic = Elige al menos una cosa que se le cuente.
problem-too-many-webhooks = Ya se cuenta a cinco servidores. Quita uno antes.
problem-url = Esto no es una dirección completa. Empieza por https:// y nombra un servidor.
problem-url-scheme = Escribe una dirección que empiece por https:// o http://
problem-url-credentials = Quita el nombre y la contraseña que van antes de la @: la dirección se ve aquí.
problem-url-port = Solo se puede llamar a los puertos habituales, 443 y 80.
problem-url-address = Esta dirección no está en internet, y a los servidores de casa no se puede llamar.
