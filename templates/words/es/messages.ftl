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
attachment-unreadable = No se pudo mostrar aquí. Puedes guardarlo.
reaction-label = { $emoji } de { $names }

composer-label = Escribe un mensaje
composer-message = Mensaje
composer-placeholder = Escribe un mensaje
composer-attach = Añadir fotos o archivos
composer-remove-file = Quitar este archivo
composer-send = Enviar

delivery-pending = Enviando…
delivery-waiting = Sin enviar todavía. Saldrá por sí solo cuando vuelva la conexión.
delivery-refused = Esto no se pudo enviar.
delivery-retry = Intentar ahora
delivery-discard = Descartar

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
