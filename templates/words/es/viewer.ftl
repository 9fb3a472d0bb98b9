# Ver fotos y vídeos, escuchar sonidos y hablar en vez de escribir.

viewer-label = Fotos y vídeos
viewer-close = Cerrar
viewer-back = Anterior
viewer-on = Siguiente
viewer-zoom = Ver de cerca
viewer-share = Compartir
viewer-save = Guardar
viewer-place = Ver en la conversación
viewer-count = { $at } de { $of }
film-open = Ver { $name } en grande
film-larger = Ver en grande

sound-voice = Mensaje de voz
sound-play = Reproducir { $name }
sound-seek = Punto de la grabación
sound-place = { $at } de { $of }
sound-speed = Velocidad
sound-rate-once = 1×
sound-rate-half = 1,5×
sound-rate-twice = 2×

voice-record = Grabar un mensaje de voz
voice-label = Mensaje de voz
voice-recording = Grabando
voice-paused = En pausa
voice-ready = Grabado. Puedes escucharlo antes de enviarlo.
voice-longest = Un mensaje de voz no puede durar más. Ya puedes enviarlo.
voice-discard = Descartar la grabación
voice-pause = Pausar
voice-resume = Seguir
voice-stop = Parar y escuchar
voice-play = Escuchar
voice-quiet = Dejar de escuchar
voice-send = Enviar
voice-slide = Desliza para cancelar
voice-understood = De acuerdo
voice-insecure = Los navegadores solo dejan usar el micrófono por https. Quien se ocupa de tu Hearth puede activarlo.
voice-refused = Hearth no puede usar el micrófono. Puedes permitirlo en los ajustes del navegador para esta página.
voice-missing = No se encontró ningún micrófono. ¿Está conectado?
voice-failed = La grabación no funcionó. Vuelve a intentarlo.
