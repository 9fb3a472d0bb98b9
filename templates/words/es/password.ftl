# Cambiar la contraseña propia.

password = Contraseña
password-hint = Elegir otra
password-lead = Una contraseña nueva cierra la sesión en todos tus demás dispositivos. En este se queda abierta.
password-tokens-stay = Los programas que tienen un token tuyo siguen funcionando; puedes revocarlos uno por uno.
password-tokens-link = Tokens para programas
password-changed = Tu contraseña cambió, y se cerró la sesión en todos tus demás dispositivos.
password-current = Tu contraseña actual
password-new = Contraseña nueva
password-again = La contraseña nueva, otra vez
password-submit = Cambiar la contraseña

problem-password-wrong = Esta no es tu contraseña actual. Inténtalo otra vez.
problem-password-same = Esta es la contraseña que ya tienes. Elige otra.
problem-password-differs = No es igual que la de la línea de arriba. Escríbela otra vez.
