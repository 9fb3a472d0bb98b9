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
