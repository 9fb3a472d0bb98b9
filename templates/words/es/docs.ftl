# La página para programas.

docs-lead = Todo lo que un programa puede hacer con Hearth. Lo que sigue está en inglés.
docs-document = Lo mismo como documento OpenAPI
docs-contents = Contenido
docs-parameters = Parámetros
docs-required = obligatorio
docs-request = Petición
docs-responses = Respuestas
