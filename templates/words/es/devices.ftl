# Los navegadores donde se tiene la sesión abierta. $when es today, yesterday o day.

devices = Tus dispositivos
devices-hint = Dónde tienes la sesión abierta, y cómo cerrarla en lo que perdiste
devices-lead = Aquí tienes la sesión abierta. Si la cierras en un dispositivo, se cierra al momento, esté donde esté.
devices-ended-one = Sesión cerrada. Ese dispositivo tendrá que volver a iniciarla.
devices-ended-others = Ahora solo tienes la sesión abierta en este dispositivo.
devices-end-others = Cerrar sesión en los demás dispositivos
devices-places = “En casa” es tu propia red; el resto del mundo es “Por internet”. Hearth no sabe nada más sobre dónde está un dispositivo, y tampoco guarda nada más aquí.
devices-lost = ¿Perdiste un dispositivo, o ves uno que no es tuyo? Cierra su sesión y después cambia tu contraseña.

device-this = Este dispositivo
device-end = Cerrar sesión
device-end-label = Cerrar sesión en { $device }
device-begun = { $when ->
    [today] Sesión iniciada hoy { clock-at }
    [yesterday] Sesión iniciada ayer { clock-at }
   *[day] Sesión iniciada el { $day } { clock-at }
}
device-seen-just-now = Usado por última vez hace menos de una hora
device-seen = { $when ->
    [today] Usado por última vez hoy
    [yesterday] Usado por última vez ayer
   *[day] Usado por última vez el { $day }
}

# En qué lugar estaba alguien: tan cerca como lo dice Hearth.
place-computer = En el equipo donde está Hearth
place-home = En casa
place-internet = Por internet

# Cómo se llaman los navegadores y los dispositivos, para que se lea "Firefox en Android".
device-name = { $browser } en { $system }
device-name-browser = { $browser } en un dispositivo que no reconocemos
device-name-system = Un navegador en { $system }
device-name-unknown = Un dispositivo que no reconocemos
browser-edge = Edge
browser-opera = Opera
browser-samsung = Samsung Internet
browser-vivaldi = Vivaldi
browser-duckduckgo = DuckDuckGo
browser-firefox = Firefox
browser-chrome = Chrome
browser-chromium = Chromium
browser-safari = Safari
system-iphone = iPhone
system-ipad = iPad
system-ipod = iPod
system-android = Android
system-chromebook = un Chromebook
system-windows = Windows
system-mac = un Mac
system-mac-or-ipad = un Mac o un iPad
system-linux = Linux
system-bsd = BSD
