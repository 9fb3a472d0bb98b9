# One's signed-in browsers. $when is today, yesterday or day.

devices = Your devices
devices-hint = Where you are signed in, and signing out what you have lost
devices-lead = Here you are signed in. A device you sign out is out at once, wherever it is.
devices-ended-one = Signed out. That device has to sign in again.
devices-ended-others = You are signed in on this device alone now.
devices-end-others = Sign out all other devices
devices-places = “At home” is your own network, the rest of the world is “Over the internet”. Hearth knows no more about where a device is, and keeps no more here.
devices-lost = Lost a device, or see one that is not yours? Sign it out, then change your password.

device-this = This device
device-end = Sign out
device-end-label = Sign out { $device }
device-begun = { $when ->
    [today] Signed in today { clock-at }
    [yesterday] Signed in yesterday { clock-at }
   *[day] Signed in on { $day } { clock-at }
}
device-seen-just-now = Last used within the hour
device-seen = { $when ->
    [today] Last used today
    [yesterday] Last used yesterday
   *[day] Last used on { $day }
}

# At what place somebody was: as near as Hearth tells it.
place-computer = At the computer Hearth runs on
place-home = At home
place-internet = Over the internet

# What browsers and devices are called, so that the name reads "Firefox on Android".
device-name = { $browser } on { $system }
device-name-browser = { $browser } on a device we do not recognise
device-name-system = A browser on { $system }
device-name-unknown = A device we do not recognise
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
system-chromebook = a Chromebook
system-windows = Windows
system-mac = a Mac
system-mac-or-ipad = a Mac or iPad
system-linux = Linux
system-bsd = BSD
