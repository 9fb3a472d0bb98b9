# Elegir un emoji.

emoji-choose = Elige un emoji
emoji-add = Añadir un emoji
emoji-search = Buscar emojis
emoji-search-hint = Cumpleaños, corazón, gato…
emoji-none = Ningún emoji se llama así.
emoji-groups = Clases de emojis
emoji-close = Cerrar
emoji-tones = Tono de piel
emoji-tone = { $tone ->
    [0] Sin tono de piel
    [1] Tono de piel claro
    [2] Tono de piel entre claro y medio
    [3] Tono de piel medio
    [4] Tono de piel entre medio y oscuro
   *[5] Tono de piel oscuro
}
emoji-recent = Usados hace poco
emoji-group-smileys = Caras y sentimientos
emoji-group-people = Personas y gestos
emoji-group-nature = Animales y naturaleza
emoji-group-food = Comida y bebida
emoji-group-travel = Viajes y lugares
emoji-group-activities = Fiestas y juegos
emoji-group-objects = Objetos
emoji-group-symbols = Símbolos
emoji-group-flags = Banderas

# Cómo busca una familia los emojis que más usa: el emoji, su nombre y, después de comas, otras palabras
# con las que alguien puede buscarlo. Los demás se encuentran por su nombre en inglés.
emoji-words =
    😀 cara sonriente, feliz, sonrisa, contento, contenta
    😃 cara feliz, sonrisa, alegría, contento, contenta
    😄 ojos risueños, feliz, sonrisa, risa
    😁 cara radiante, sonrisa, feliz
    😆 risa fuerte, jaja, carcajada
    😅 uf, alivio, sudor, risa nerviosa
    🤣 muerto de risa, muerta de risa, carcajada, jajaja, gracioso
    😂 lágrimas de risa, risa, gracioso, jaja
    🙂 sonrisa leve, bien, vale, ok
    🙃 cara al revés, broma, ironía
    😉 guiño, broma, coqueteo
    😊 sonrisa cariñosa, feliz, rubor, gracias
    😇 aureola, ángel, inocente, bueno, buena
    🥰 sonrisa con corazones, amor, enamorado, enamorada, te quiero
    😍 ojos de corazón, amor, precioso, guau
    🤩 ojos de estrella, guau, emoción, increíble
    😘 beso volado, beso, amor, adiós
    😋 qué rico, delicioso, sabroso, hambre
    😜 lengua fuera, broma, loco, loca
    🤗 abrazo, mimo, consuelo, bienvenida
    🤭 ups, risita, mano en la boca
    🤫 silencio, secreto, chis, duerme
    🤔 pensando, mmm, duda, pregunta
    😐 cara neutra, bah, mmm
    🙄 ojos en blanco, fastidio, lo que sea
    😬 mueca, incómodo, ups
    😌 alivio, calma, paz
    😴 durmiendo, sueño, cansancio, buenas noches, cama
    😷 mascarilla, cubrebocas, barbijo, enfermo, enferma, resfriado
    🤒 termómetro, fiebre, enfermo, enferma
    🤕 venda, herida, ay, accidente
    🤢 náuseas, mareo, asco
    🤧 estornudo, resfriado, gripe, alergia
    🥵 calor, verano, sudor
    🥶 frío, helado, invierno, escarcha
    😎 gafas de sol, lentes de sol, genial, verano, vacaciones
    🥳 cara de fiesta, cumpleaños, celebrar, viva
    😕 confusión, duda, mmm
    😟 preocupación, inquietud, nervios
    😮 sorpresa, guau, oh
    😢 llorando, triste, lágrima
    😭 llanto, muy triste, llorar, lágrimas
    😱 grito, miedo, susto
    😩 agotamiento, cansancio, no puedo más
    😤 resoplido, orgullo, decisión
    😠 enfado, enojo, molestia
    😡 furia, mucho enfado, mucho enojo, rabia
    🤯 cabeza que estalla, guau, impacto
    🥺 súplica, por favor, ojitos, ternura
    🥹 aguantando las lágrimas, emoción, orgullo, conmovido, conmovida
    🫠 derretirse, calor, vergüenza
    🫶 manos de corazón, amor, gracias
    👍 pulgar arriba, sí, bien, vale, ok, me gusta, de acuerdo
    👎 pulgar abajo, no, mal, no me gusta
    👏 aplauso, bravo, muy bien, felicidades
    🙌 manos arriba, viva, celebrar, sí
    🙏 manos juntas, por favor, gracias, rezar, ojalá
    🤝 apretón de manos, trato, acuerdo
    💪 brazo fuerte, fuerza, deporte, músculo, ánimo, tú puedes
    👋 mano que saluda, hola, adiós, chao
    👌 perfecto, vale, ok, bien
    ✌️ victoria, paz, dos
    🤞 dedos cruzados, suerte, ojalá
    👉 señalar a la derecha, ahí, esto
    👀 ojos, mirar, ver, curiosidad
    🧠 cerebro, inteligente, pensar
    👶 bebé, recién nacido, recién nacida
    👧 niña, hija
    👦 niño, hijo
    👩 mujer, madre, mamá
    👨 hombre, padre, papá
    👵 anciana, abuela, abuelita, yaya
    👴 anciano, abuelo, abuelito, yayo
    🤷 encogerse de hombros, ni idea, no sé, da igual
    🤦 mano en la cara, ay no, vergüenza
    🏃 corriendo, tarde, prisa, deporte, voy para allá
    🚶 caminando, paseo, a pie
    💃 bailando, baile, fiesta
    🛌 en la cama, dormir, descanso, enfermo, enferma
    🛁 bañera, baño, lavarse, relax
    🎂 tarta de cumpleaños, pastel, torta, cumpleaños, fiesta, velas
    🍰 trozo de tarta, pastel, torta, postre, merienda
    🧁 magdalena, cupcake, pastelito, repostería
    🍪 galleta, repostería
    🍫 chocolate, dulce
    🍕 pizza, cena
    🍝 espaguetis, pasta, fideos, cena
    🍔 hamburguesa, comida rápida
    🍟 patatas fritas, papas fritas
    🥗 ensalada, sano, comida, almuerzo
    🍲 guiso, sopa, olla, puchero, cena
    🍞 pan, desayuno, panadería
    🥐 cruasán, medialuna, desayuno, panadería
    🥞 tortitas, panqueques, hotcakes, desayuno
    🍳 huevo frito, cocinar, desayuno, huevo
    🍎 manzana, fruta, roja
    🍓 fresa, frutilla, fruta
    🍌 plátano, banana, banano, fruta
    🍦 helado, verano, dulce
    ☕ café, té, bebida caliente, descanso
    🍵 té, taza, infusión
    🥛 leche, vaso
    🍷 vino, vino tinto, noche
    🍺 cerveza, bebida
    🥂 brindis, copas, salud, año nuevo, celebrar
    🍽️ plato, cena, comida, almuerzo, a comer, a la mesa
    🛒 carrito de la compra, compras, supermercado, mandado
    🏠 casa, hogar, en casa
    🏡 casa con jardín, hogar, jardín
    🏫 escuela, colegio, clases
    🏥 hospital, médico, médica, enfermo, enferma
    🚗 coche, auto, carro, conducir, manejar, voy para allá
    🚌 autobús, bus, camión, colectivo, autobús escolar
    🚆 tren, ferrocarril, viaje
    🚲 bicicleta, bici, pedalear
    ✈️ avión, vuelo, viaje, vacaciones, aeropuerto
    🏖️ playa, vacaciones, mar, verano
    ⛺ tienda de campaña, carpa, acampar, vacaciones
    🐶 perro, perrito, cachorro, mascota
    🐱 gato, gatito, mascota
    🐰 conejo, conejito, pascua
    🐴 caballo, poni, montar
    🐟 pez, pescado, cena
    🐦 pájaro, ave
    🌸 flor de cerezo, flor, primavera
    🌹 rosa, flor, amor
    💐 ramo de flores, flores, felicidades, gracias
    🌳 árbol, parque, bosque
    🎄 árbol de navidad, navidad
    🎅 papá noel, santa, viejito pascuero, navidad
    🎃 calabaza, halloween
    🐣 pollito, pascua
    🎆 fuegos artificiales, año nuevo
    🎉 confeti, fiesta, felicidades, viva, cumpleaños
    🎈 globo, cumpleaños, fiesta
    🎁 regalo, cumpleaños, navidad, reyes
    🎓 graduación, escuela, examen, título
    🏆 trofeo, copa, campeón, campeona, ganar
    ⚽ fútbol, balón, pelota, deporte
    🏊 nadar, natación, piscina, alberca, pileta, deporte
    🎸 guitarra, música
    🎹 piano, música, teclado, ensayo
    🎵 nota, música, canción
    🎬 película, cine, claqueta
    🎮 videojuego, jugar, consola
    🎲 dado, juego de mesa, noche de juegos
    🧩 rompecabezas, puzle, juego
    🎨 pintura, arte, dibujo
    📚 libros, deberes, tarea, leer, escuela
    ✏️ lápiz, escribir, deberes, tarea
    📷 cámara, foto
    📞 teléfono, llamada, llamar
    📱 móvil, celular, teléfono, llamada
    💻 portátil, computadora, ordenador, trabajo
    📅 calendario, fecha, cita
    ⏰ despertador, hora, despertar, tarde
    🔑 llave, puerta
    🧹 escoba, limpiar, ordenar, tareas de casa
    🧺 cesto de la ropa, colada, lavar ropa, pícnic
    🗑️ basura, papelera, tacho, tareas de casa
    💊 pastilla, medicina, enfermo, enferma
    💡 bombilla, foco, idea, luz
    💸 dinero que vuela, dinero, plata, paga, caro
    ❤️ corazón rojo, amor, corazón
    🧡 corazón naranja, amor, corazón
    💛 corazón amarillo, amor, corazón
    💚 corazón verde, amor, corazón
    💙 corazón azul, amor, corazón
    💜 corazón morado, amor, corazón
    💔 corazón roto, triste, corazón
    💯 cien puntos, perfecto, diez, exacto
    ✅ marca, hecho, sí, listo, terminado
    ❌ cruz, no, mal
    ❓ interrogación, pregunta, qué
    ❗ exclamación, importante, atención
    🔥 fuego, calor, genial
    ⭐ estrella, genial, favorito, favorita
    ✨ destellos, magia, limpio, nuevo
    ☀️ sol, soleado, buen tiempo, verano
    🌧️ lluvia, mal tiempo, paraguas
    ❄️ copo de nieve, nieve, invierno, frío
    🌈 arcoíris, colores
    🌙 luna, noche, buenas noches
    💤 sueño, cansancio, buenas noches
