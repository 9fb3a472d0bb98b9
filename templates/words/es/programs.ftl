# Con qué llegan a Hearth los programas de la familia.

family-programs = Programas de la familia
family-programs-hint = Claves y ejemplos para un timbre, una lámpara o un script
family-programs-lead = Con esto, tus propios programas oyen lo que pasa aquí y se cuentan cosas entre ellos.
family-programs-keys = Lo que necesita un programa
family-programs-address = Dirección
family-programs-app-id = Id de la aplicación
family-programs-key = Clave
family-programs-secret = Secreto
family-programs-secret-hint = Quien lo tenga puede hablar a todos tus programas y ver qué chats están abiertos. No abre ningún mensaje ni ninguna página. Dáselo solo a servidores tuyos.
family-programs-secret-show = Mostrar el secreto
family-programs-examples = Ejemplos para copiar
family-programs-examples-hint = TOKEN es un token que creas en Ajustes, THREAD es el final de la dirección de un chat y SECRET es el secreto de arriba.
family-programs-curl = Publicar un mensaje (curl)
family-programs-javascript = Oír un chat (JavaScript)
family-programs-python = Contar algo a tus programas (Python)
family-programs-home-assistant = Que la casa escriba (Home Assistant)
