# Encontrar lo que se dijo.

search = Buscar
search-chats = Busca en tus chats
search-words = ¿Qué buscas?
search-words-hint = Una palabra o varias. De la última basta con el principio.
search-narrow = Afinar la búsqueda
search-thread = ¿En qué chat?
search-thread-any = En todos mis chats
search-author = ¿Quién lo dijo?
search-author-any = Cualquiera
search-from = Desde
search-to = Hasta
search-submit = Buscar
search-results = Lo que se encontró
search-in = en { $thread }
search-older = Resultados anteriores
search-no-more = No hay nada anterior.
search-nothing = No se encontró nada para “{ $text }”
search-nothing-hint = Quizá se dijo con otras palabras. Con una palabra menos se encuentra más.
search-everywhere = Buscar en todos los chats, en cualquier fecha
search-slow = Eso tardó demasiado
search-slow-hint = Con una palabra más, o con el chat en el que se dijo, irá rápido.

problem-search-short = Es un poco corto. Con dos letras ya se puede empezar.
problem-search-many = Se pueden buscar hasta doce palabras a la vez. Elige las más seguras.
problem-search-long = Es demasiado largo para buscarlo. Bastan unas pocas palabras.
problem-day = Esto no es un día. Escríbelo así: 2026-11-22.
