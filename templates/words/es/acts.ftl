# Lo que se puede hacer con un mensaje.

act-more = Más sobre el mensaje de { $name }, { $clock }
act-label = Qué hacer con este mensaje
act-title = Mensaje de { $name }
act-back = Volver al chat
act-reply = Responder
act-react = Reaccionar
act-reactions = Quién reaccionó
act-emoji = Otro emoji
act-emoji-more = Más emojis
act-emoji-send = Reaccionar
act-edit = Editar
act-copy = Copiar texto
act-forward = Reenviar
act-edits = Cambios
act-edits-hint = Lo que decía este mensaje, desde las primeras palabras hasta las de ahora. Lo puede ver cualquiera del chat.
act-edits-now = ahora
act-delete = Eliminar
act-save = Guardar
act-cancel = Cancelar
act-close = Cerrar

act-edit-title = Editar tu mensaje
act-edit-body = Mensaje
act-edit-hint = Todo el chat verá que lo editaste y podrá mirar lo que decía antes.

act-delete-title = ¿Eliminar este mensaje?
act-delete-hint = Sus palabras y sus archivos desaparecerán para todo el chat. Solo quedará el hueco.
act-keep = Conservarlo

act-forward-title = Reenviar este mensaje
act-forward-search = Busca entre tus chats
act-forward-find = Buscar
act-forward-where = ¿A dónde?
act-forward-none = No tienes ningún chat que se llame así.
act-forward-submit = Reenviar

# Mientras se hace algo en la página abierta.
act-replying = Respondes a
act-replying-stop = Dejar de responder a este mensaje
act-editing = Editas
act-editing-stop = Dejar el mensaje como está
act-deleted = Mensaje eliminado.
act-undo = Deshacer
act-copied = Copiado.
act-failed = No se pudo hacer. Inténtalo otra vez.

problem-emoji = Elige un emoji, uno solo y nada más.
problem-forward-nowhere = Elige al menos un chat.
problem-forward-many = Son demasiados chats a la vez. Elige veinte como mucho.
