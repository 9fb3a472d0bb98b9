# Los ajustes de cada persona.

settings-lead = Estos son solo tuyos, { $name }.
settings-saved = Guardado.
settings-save = Guardar
settings-words = Idioma y hora
settings-language = Idioma
settings-language-auto = Como el navegador
settings-zone = Zona horaria
settings-zone-auto = Como en casa
settings-zone-hint = Con esta opción, la hora es { $clock }.
settings-proxies-title = Hay un proxy delante de Hearth
settings-proxies = Nadie le habló de él a Hearth, así que todas las personas que llegan por ahí cuentan como una sola, y unas pocas contraseñas equivocadas de una pueden frenar a todas. Si el proxy es de tu familia, pon esta línea en la configuración de Hearth y vuelve a iniciarlo:
settings-proxies-stranger = Esto solo lo ve quien se encarga de Hearth. No añadas una dirección que no conozcas: quien la tenga podría hacerse pasar por cualquiera.
settings-yours = Tu Hearth
settings-access = Tú y tus dispositivos
profile = Cómo te ven
profile-hint = Tu nombre, tu foto y quién puede ayudarte
profile-email = Correo electrónico, si quieres
profile-email-hint = Solo lo ven las personas adultas de tu familia. Nunca se envía nada ahí.
profile-helper = ¿Quién puede imprimir una tarjeta para ti?
profile-helper-hint = Con una tarjeta inicias sesión sin contraseña. Quienes se encargan de Hearth pueden imprimirte una, y también la persona que tú elijas.
profile-helper-nobody = Nadie más
profile-lead = Lo ve tu familia, y también las visitas con las que compartes un chat.
back-to-settings = Volver a tus ajustes

settings-polling-title = A este dispositivo no le llega lo que pasa en directo
settings-polling = Hearth pregunta cada pocos segundos: los mensajes llegan un poco después, y no se pierde nada. Casi siempre se debe a un proxy o a la red de una empresa que está en medio.
settings-polling-hint = Si el proxy es de tu familia, la guía para llevar Hearth dice qué líneas necesita, en “Behind a proxy, with https”.
settings-room = Tus fotos y archivos ocupan { $used } de los { $most } que puedes usar.
settings-room-any = Tus fotos y archivos ocupan { $used }.
