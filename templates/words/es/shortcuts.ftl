# La hoja de los atajos de teclado.

shortcuts = Atajos de teclado
shortcuts-close = Cerrar
shortcuts-everywhere = En todas partes
shortcuts-writing = Mientras escribes
shortcuts-messages = Sobre un mensaje
shortcuts-on = ¿Te estorban las teclas sueltas? Puedes desactivarlas.
shortcuts-off = Las teclas sueltas, como “/” y “?”, están desactivadas. Puedes activarlas.

shortcut-search = Buscar
shortcut-threads = El chat de arriba o el de abajo
shortcut-back = Cerrar lo que esté abierto, o volver a escribir
shortcut-sheet = Esta lista
shortcut-send = Enviar
shortcut-line = Línea nueva
shortcut-edit = Editar tu último mensaje, si aún no escribiste nada
shortcut-context = Dejar de responder o de editar
shortcut-messages = El mensaje de arriba o el de abajo
shortcut-acts = Lo que puedes hacer con él

key-alt = Alt
key-enter = Enter
key-escape = Esc
key-shift = Mayús
key-up = Flecha arriba
key-down = Flecha abajo
