# La lista de chats, uno abierto, uno nuevo.

threads = Chats
threads-empty = Todavía no hay chats. Empieza uno con alguien a quien quieras.
thread-new = Nuevo chat
thread-empty = Todavía no hay nada
thread-family = Chat familiar
thread-notes = Mis notas
thread-notes-hint = Solo tú puedes ver esto
thread-people = Tú, { $names }
thread-files = { $count ->
    [one] Envió un archivo
   *[other] Envió { $count } archivos
}
thread-last = { $text }
thread-last-mine = Tú: { $text }
thread-last-of = { $name }: { $text }

unread = { $count ->
    [one] 1 mensaje sin leer
   *[other] { $count } mensajes sin leer
}
unread-many = { $count }+
unread-mentions = { $count ->
    [one] Te mencionaron
   *[other] Te mencionaron { $count } veces
}

welcome-label = Te damos la bienvenida
welcome-title = Pasa, ponte a gusto
welcome-text = Elige un chat para seguir donde lo dejaste.

new-title = Empezar un chat
new-people = ¿Con quién?
new-nobody = Por ahora solo estás tú. Aun así puedes empezar un chat, para guardar notas.
new-name = Nombre del chat
new-name-hint = No hace falta. Sin nombre, se ve quiénes están en él.
new-submit = Empezar el chat

threads-archive = Chats archivados
threads-archive-empty = No hay nada archivado.
threads-archived = Archivados ({ $count })
thread-pinned = Fijado
thread-muted = Silenciado
thread-about = Sobre este chat: quién está en él, cómo se llama y cuánto puede sonar

people-filter = Busca un nombre
people-filter-none = Nadie se llama así.
people-add = Añadir personas
people-add-lead = A { $thread }.
people-add-whom = ¿A quién?
people-add-nobody = Todas las personas que podrías añadir ya están aquí.
people-add-submit = Añadir
history = ¿Qué verá?
history-all = Todo lo dicho hasta ahora
history-all-hint = Como si llevara aquí desde el principio
history-from-now = Solo lo que se diga desde ahora
history-from-now-hint = Nada de antes, en ninguna búsqueda ni en ninguna respuesta

back-to-thread = Volver a { $thread }
back-to-thread-settings = Volver a los ajustes de este chat
thread-settings = Sobre este chat
thread-saved = Guardado.
thread-people-count = { $count ->
    [one] 1 persona
   *[other] { $count } personas
}
thread-own = Solo para ti
thread-own-hint = Los demás no notan nada de esto.
thread-who = Quién está aquí
thread-who-family = Toda la familia está en este chat, y quien llega nuevo entra sin que nadie haga nada.
thread-name-hint = Lo ve todo el chat. Déjalo vacío para que se vea quiénes están en él.
thread-name-save = Guardar el nombre
thread-family-picture = Este chat muestra la foto de tu familia. Cámbiala en los ajustes de la familia.

mute = Silenciado
mute-off = No. Te enteras de los mensajes nuevos.
# $when es today o day.
mute-until = { $when ->
    [today] Hasta { HOUR($clock) ->
        [1] la { $clock }
       *[other] las { $clock }
    }
   *[day] Hasta el { $day } { clock-at }
}
mute-until-tomorrow = Hasta mañana { clock-at }
mute-for-good = Hasta que lo desactives
mute-hour = Durante una hora
mute-night = Hasta las 7 de la mañana
mute-good = Hasta que yo lo desactive
mute-end = Dejar de silenciar

pin = Fijado
pin-on = Sí. Se queda arriba en tu lista.
pin-off = No. Sube cuando se dice algo.
pin-begin = Fijar
pin-end = Dejar de fijar

archive = Archivado
archive-on = Sí. Vuelve con el próximo mensaje, si no está silenciado.
archive-off = No. Está en tu lista.
archive-begin = Archivar
archive-end = Devolver a la lista

take-out = Sacar a { $name } de este chat
take-out-title = ¿Sacar a { $name } de { $thread }?
take-out-submit = Sacar a { $name }
take-out-silence = Deja de oír y de ver este chat al momento, en todos sus dispositivos.
take-out-history = Lo que escribió se queda, con su nombre.
take-out-return = Puedes añadir de nuevo a esta persona cuando quieras.
leave = Salir de este chat
leave-hint = Antes te contamos lo que eso significa.
leave-go = Salir…
leave-title = ¿Salir de { $thread }?
leave-submit = Salir del chat
leave-silence = Dejas de oír y de ver este chat en todos tus dispositivos. Los demás siguen sin ti.
leave-history = Lo que escribiste se queda, con tu nombre.
leave-return = No puedes volver por tu cuenta: alguien que esté en el chat tiene que añadirte.
parting-back = Mejor no
