# Demostrar otra vez que se es una misma persona, antes de algo delicado.

confirm = ¿Eres tú?
confirm-lead = Se trata de las llaves de tu familia, así que demuestra otra vez que eres tú. Vale para un cuarto de hora.
confirm-first = Para esto pedimos otra vez tu contraseña o una llave de acceso, para que no pueda hacerlo quien encuentre este dispositivo sin bloquear.
confirm-go = Demostrar que soy yo
confirm-submit = Continuar

problem-password-not-yours = Esta no es tu contraseña. Inténtalo otra vez.
