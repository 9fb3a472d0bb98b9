# La primera vez, y entrar.

setup-title = Estás en casa
setup-lead = Un lugar propio para la gente que quieres. Ponle un nombre y dinos quién eres.
setup-submit = Encender el fuego

login-title = Qué alegría verte
login-lead = Entra con tu familia.
login-invited = Me dieron un código para unirme
login-found = Fundar mi propia familia

field-family = Nombre de la familia
field-family-hint = Por ejemplo: Los García Luna
field-name = Tu nombre
field-name-hint = Como te llama tu familia
field-username = Nombre de usuario
field-username-hint = Para iniciar sesión: letras, cifras, puntos y guiones
field-password = Contraseña
field-password-hint = Al menos 10 caracteres. Cuatro palabras que recuerdes son mejores que una con símbolos.
field-code = Código de instalación
field-code-hint = Aparece donde se puso en marcha Hearth, para que nadie se te adelante

problem-below = Ya casi está. Revisa las líneas marcadas aquí abajo.
problem-required = Rellena esto, por favor.
problem-too-long = Es demasiado largo. Acórtalo, por favor.
problem-invalid = Revisa esto, por favor.
problem-nobody-chosen = Elige al menos a una persona.
problem-password-short = Usa al menos 10 caracteres.
problem-password-long = Es demasiado largo para una contraseña. Acórtala, por favor.
problem-password-common = Mucha gente usa esta contraseña, así que es fácil de adivinar. Elige otra.
problem-username-taken = Alguien ya tiene este nombre de usuario. Elige otro.
problem-username-invalid = Usa solo letras, cifras, puntos y guiones.
problem-code = Este código no es correcto. Aparece donde se puso en marcha Hearth.
problem-credentials = El nombre de usuario o la contraseña no son correctos. Inténtalo otra vez.
problem-too-many = Fueron unos cuantos intentos de más. Espera un minuto e inténtalo otra vez.
problem-unavailable = Hearth está muy ocupado ahora mismo. Inténtalo otra vez en un momento.
