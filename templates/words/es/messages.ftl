# Los mensajes y el formulario donde se escriben.

messages-label = Conversación
messages-log = Mensajes
messages-outbox = Sin enviar todavía
messages-earlier = Mensajes anteriores
messages-newer = Mensajes posteriores
messages-newest = Ir a lo más reciente
messages-none = Todavía no hay nada por aquí. ¡Di hola!
messages-beginning = Aquí empieza todo.
messages-jump = Ir al mensaje más reciente

message-deleted = Se eliminó este mensaje
message-edited = editado
attachment-pending = Preparando
attachment-moves = GIF
attachment-kind-picture = Imagen
attachment-kind-film = Vídeo
attachment-kind-sound = Sonido
attachment-kind-text = Texto
attachment-kind-file = Archivo
attachment-converting = Se está preparando para verlo aquí. Ya puedes guardarlo.
attachment-no-heif-tool = Este servidor aún no puede mostrar imágenes de este tipo. Puedes guardarla.
attachment-not-playable = Los navegadores no pueden reproducirlo. Puedes guardarlo y abrirlo en otro sitio.
attachment-too-large = Demasiado grande para mostrarlo aquí. Puedes guardarlo.
attachment-broken-off = Este archivo termina antes de tiempo: solo llegó el principio. Puedes guardarlo.
attachment-withheld = No se pudo quitar lo que dice de lugares y personas, así que solo puede guardarlo quien lo envió.
attachment-unreadable = No se pudo mostrar aquí. Puedes guardarlo.
reaction-label = { $emoji } de { $names }

composer-label = Escribe un mensaje
composer-message = Mensaje
composer-placeholder = Escribe aquí
composer-attach = Añadir fotos o archivos
composer-send = Enviar
composer-caption = Añade un texto
composer-camera = Hacer una foto

tray-label = Archivos por enviar
tray-hint = Las flechas lo mueven y Suprimir lo quita.
tray-remove = Quitar { $name }
tray-earlier = Mover { $name } antes
tray-later = Mover { $name } después
tray-moved = { $name } es ahora el número { $at } de { $count }.
tray-removed = Se quitó { $name }.
tray-sizes = Con qué tamaño se envían las fotos
tray-whole = Tal como son
tray-smaller = Fotos más pequeñas
tray-about = unos { $size } cada una
tray-several = Saldrán en { $count } mensajes.
tray-empty = { $name } está vacío. No hay nada que enviar.
tray-too-large = { $name } ocupa { $size }, y Hearth acepta como mucho { $most }. Se queda aquí.
tray-no-room = { $name } ocupa { $size }, y solo queda sitio para { $room } más. Se queda aquí.
tray-long = { $name } ocupa { $size }. Enviarlo puede tardar un rato.
tray-long-time = { $name } ocupa { $size }. Con esta conexión puede tardar unos { $time }.
tray-away = Deja esta página abierta hasta que se envíe { $name }: es demasiado grande para guardar una copia en este dispositivo.
tray-again = Elige otra vez { $name }: se salió de esta página antes de enviarlo del todo. Seguirá desde donde se quedó.
drop-title = Suelta aquí fotos y archivos
drop-hint = Esperan abajo hasta que los envíes.

delivery-pending = Enviando…
delivery-waiting = Sin enviar todavía. Saldrá por sí solo cuando vuelva la conexión.
delivery-refused = Esto no se pudo enviar.
delivery-retry = Intentar ahora
delivery-again = Elegir el archivo otra vez
delivery-another = Este es otro archivo. Hay que elegir { $name }.
delivery-discard = Descartar
delivery-cancel = Cancelar el envío
delivery-of = Cuánto se ha enviado de { $name }
delivery-drop = No enviar { $name }

live-interrupted = Se perdió la conexión. Los mensajes nuevos aparecerán en cuanto vuelva.
message-read-on = Seguir leyendo
message-show-less = Mostrar menos
messages-new = Mensajes nuevos
messages-mark-read = Ya lo leí

find = Buscar en este chat
find-words = Palabras que se dijeron aquí
find-day = Un día
find-day-go = Ir a ese día

messages-trouble = Estos mensajes no llegaron. Hearth lo sigue intentando.
messages-joined-here = Aquí te uniste. Lo que se dijo antes se queda entre los demás.
quote-earlier = Un mensaje anterior
delivery-sent = Enviado
# Sigue un número.
live-waiting = A la espera de salir:
mention-people = Personas de este chat

gallery = Fotos y vídeos
gallery-none = Todavía no hay fotos ni vídeos. Lo que alguien envíe aparecerá aquí.
gallery-end = Estas eran todas.
gallery-older = Más antiguas
gallery-newer = Más recientes
