# Cómo se ven las páginas de cada persona, qué hacen sus teclas y qué notan los demás.

appearance = Cómo se ve Hearth
appearance-hint = Letra más grande, claro u oscuro, más contraste
settings-text-size = Tamaño de la letra
text-size-small = Pequeña
text-size-medium = Mediana
text-size-large = Grande
text-size-huge = Enorme
settings-theme = Claro u oscuro
theme-auto = Auto
theme-light = Claro
theme-dark = Oscuro
settings-contrast = Contraste
contrast-auto = Como mi dispositivo
contrast-more = Fuerte
settings-density = Espacio entre las cosas
density-cosy = Amplio
density-compact = Compacto
settings-motion = Movimiento
settings-motion-hint = Con menos movimiento, las cosas aparecen de golpe en vez de deslizarse.
motion-auto = Como mi dispositivo
motion-less = Menos
sample-theirs = El pastel ya está en el horno. ¿Vienes?
sample-own = ¡Voy para allá!

chatting = Escritura y sonidos
chatting-hint = Qué hace la tecla Enter, sonidos, atajos de teclado
settings-enter = La tecla Enter
enter-send = Envía
enter-line = Empieza una línea
settings-enter-hint = En los dos casos, Mayús con Enter hace lo otro. En el teclado de un teléfono, Enter siempre empieza una línea.
settings-sound = Sonido
settings-sound-hint = Un sonido suave cuando alguien escribe mientras miras otra cosa. Los chats silenciados no suenan.
settings-shortcuts = Atajos de una sola tecla
settings-shortcuts-hint = Teclas como “/” y “?” hacen algo cuando no estás escribiendo. Desactívalo si le hablas a tu dispositivo.

sharing = Lo que los demás notan de ti
sharing-hint = Si ven que escribes, que estás o que leíste
sharing-lead = Vale igual para todo el mundo: lo que no muestras, tampoco lo ves de los demás.
settings-typing = Que estás escribiendo
settings-typing-hint = Los demás lo ven mientras escribes. Si está desactivado, tú no ves cuándo escriben.
settings-presence = Que estás aquí
settings-presence-hint = Los demás ven que tienes Hearth abierto. Si está desactivado, tú no ves quién está.
settings-reading = Hasta dónde leíste
settings-reading-hint = Los demás ven tu foto junto al último mensaje que leíste. Si está desactivado, tú no ves hasta dónde leyeron.
