# Las personas de la familia, una por una, y lo que la familia dice de sí misma.

family-left = Sin acceso
family-more = Más sobre tu familia

# $when es today, yesterday o day.
person-title = { $name }
person-here = En la familia
person-since = { $when ->
    [today] Desde hoy
    [yesterday] Desde ayer
   *[day] Desde el { $day }
}
person-left = { $when ->
    [today] Sin acceso desde hoy. Lo que escribió sigue ahí.
    [yesterday] Sin acceso desde ayer. Lo que escribió sigue ahí.
   *[day] Sin acceso desde el { $day }. Lo que escribió sigue ahí.
}
person-email = Correo electrónico
person-write = Escribir a { $name }
person-own = Cambiar cómo te ven
person-card = Una tarjeta para entrar
person-shared = Chats en común
person-shared-none = No estás en ningún chat con esta persona.
person-saved = Hecho. Vale desde ahora.
person-care = Para quienes se encargan de Hearth
person-role = Qué es en la familia
person-role-hint = Quien pasa a estar de visita sale del chat de toda la familia; quien deja de estarlo entra en él.
person-role-save = Guardar
person-recovery = Contraseña olvidada
person-recovery-hint = Te damos un enlace para esa persona. Con él elige una contraseña nueva, y se cierra la sesión en todos sus dispositivos.
person-recovery-make = Crear un enlace
person-shut-out = Quitar el acceso
person-shut-out-hint = Ya no podrá entrar. Antes te contamos lo que eso significa.
person-shut-out-go = Quitar el acceso…
person-let-in = Devolver el acceso
person-let-in-hint = Volverá a iniciar sesión con su contraseña, en cada uno de sus dispositivos.

shut-out-title = ¿Quitar el acceso a { $name }?
shut-out-lead = Si lo haces:
shut-out-devices = Se cierra al momento la sesión en todos sus dispositivos, estén donde estén.
shut-out-keys = Sus programas, sus tarjetas y sus llaves de acceso dejan de funcionar.
shut-out-history = Todo lo que escribió se queda, con su nombre.
shut-out-guests = Si en un chat con niñas o niños y una visita era la única persona adulta, la visita sale de ese chat.
shut-out-return = Puedes devolverle el acceso cuando quieras.
shut-out-submit = Quitar el acceso a { $name }
shut-out-back = Mejor no

house = Ajustes de la familia
house-hint = Nombre, foto, idioma y zona horaria
house-lead = Cómo se llama tu familia, y cómo hablan sus páginas.
house-saved = Guardado.
house-own = Para quienes no eligieron otra cosa.
house-originals = Guardar las fotos como se enviaron
house-originals-hint = Una foto puede decir dónde y cuándo se hizo. Los demás nunca lo reciben. Si lo activas, el servidor guarda la foto intacta para quien la envió; si no, se elimina.
house-no-ffmpeg = Los vídeos que los navegadores no reproducen solo se pueden guardar, porque el programa ffmpeg no está instalado en este servidor. Quien lo cuida puede instalarlo: apt install ffmpeg
house-no-heif = Las imágenes de tipo HEIC solo se pueden guardar, porque el programa heif-convert no está instalado en este servidor. Quien lo cuida puede instalarlo: apt install libheif-examples
