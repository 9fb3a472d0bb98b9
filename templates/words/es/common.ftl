# Palabras que están en todas las páginas.

# Cómo llaman a este idioma quienes lo hablan.
language-own-name = Español

product = Hearth
skip-to-content = Ir al contenido
menu = Menú
menu-signed-in = Sesión de
settings = Ajustes
family = Familia
programs = Para programas
sign-in = Iniciar sesión
sign-out = Cerrar sesión
sign-out-unsent = Algo que escribiste en este dispositivo aún no se ha enviado. Si cierras la sesión ahora, se perderá.
back-to-threads = Volver a tus chats
back-to-family = Volver a la familia

# Lo que se copia al pulsar.
copy = Copiar
copy-label = Copiar: { $name }
copy-done = Copiado
copy-failed = No se ha podido copiar. Está seleccionado para que lo copies tú.

# Unir nombres: los dos últimos, y uno antes de los demás. La «y» es «e» ante el sonido «i»: Ana e Inés.
names-last = { OPENS-WITH-I($second) ->
    [yes] { $first } e { $second }
   *[no] { $first } y { $second }
}
names-more = { $first }, { $rest }
