# Las fotos de las personas y de la familia.

picture-own = Tu foto
picture-own-hint = Una imagen JPEG, PNG, WebP o GIF de hasta 5 MB. Se ve la parte del centro, y se borra dónde y cuándo se hizo.
picture-family = La foto de la familia
picture-family-hint = La ven todas las personas del chat de tu familia, menos las visitas. Una imagen JPEG, PNG, WebP o GIF de hasta 5 MB; se ve la parte del centro, y se borra dónde y cuándo se hizo.
picture-file = Elige una foto
picture-save = Guardar la foto
picture-remove = Quitar la foto

problem-picture-none = Primero elige una foto.
problem-picture-kind = Esta no es una imagen que Hearth pueda abrir. Sirven JPEG, PNG, WebP y GIF.
problem-picture-broken = Esta imagen está dañada o incompleta. Prueba con otra.
problem-picture-huge = Esta imagen tiene demasiados píxeles para abrirla. Hazla más pequeña, o prueba con otra.
problem-picture-heavy = Este archivo pesa más de 5 MB. Haz la imagen más pequeña, o prueba con otra.

picture-thread = La foto de este chat
picture-thread-hint = La ve todo el chat. Una imagen JPEG, PNG, WebP o GIF de hasta 5 MB; se ve la parte del centro, y se borra dónde y cuándo se hizo.
