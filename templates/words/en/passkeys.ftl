# Passkeys. $when is today, yesterday or day.

passkeys = Passkeys
passkeys-hint = The easy way in: your finger, your face or a PIN
passkeys-lead = With a passkey you sign in without typing anything: your device makes sure that it is you, by your finger, your face or its PIN. None of these ever leaves the device.
passkeys-none = You have no passkey yet.
passkeys-added = Added. From now on you can sign in with it.
passkeys-renamed = Saved.
passkeys-removed = Removed. Nobody can sign in with it any more.
passkeys-devices = A device that was signed in with a passkey stays signed in when the passkey is removed.
passkeys-devices-link = Look at your devices
passkeys-full = You have as many passkeys as one person can have. Remove one to make room for another.

passkey-new = Add a passkey
passkey-name = What do you call it?
passkey-name-hint = So that you know it again: the device it is on
passkey-submit = Add a passkey
passkey-made = { $when ->
    [today] Added today
    [yesterday] Added yesterday
   *[day] Added on { $day }
}
passkey-used = { $when ->
    [today] Last used today
    [yesterday] Last used yesterday
   *[day] Last used on { $day }
}
passkey-unused = Not used yet
passkey-rename = Rename
passkey-rename-label = Rename { $name }
passkey-rename-name = A new name for { $name }
passkey-rename-submit = Save
passkey-remove = Remove
passkey-remove-label = Remove { $name }

# Where passkeys do not work, and what to do about it.
passkeys-elsewhere = Passkeys do not work at the address you are using just now, but they do at another one of your family's Hearth.
passkeys-elsewhere-link = Go to { $address }
passkeys-need-https = Passkeys work only at an address that begins with https, and your family's Hearth has none yet. Whoever runs it can give it one; the guide to running Hearth says how.
passkeys-need-name = Passkeys work only at an address that is a name, and that of your family's Hearth is a number. Whoever runs it can give it a name; the guide to running Hearth says how.
passkeys-need-script = To add a passkey, JavaScript must be switched on in this browser. Everything else works without.

login-passkey = Sign in with a passkey
confirm-passkey = Use a passkey instead

passkey-cancelled = Nothing was changed: your device did not go through with it. You can try again.
passkey-already = This device already has a passkey of yours.
passkey-refused = That passkey does not work here. Please try another, or your password.
passkey-expired = That took a little too long. Please try again.
passkey-unreachable = Hearth could not be reached. Please try again.
passkey-unable = This browser cannot use passkeys. An up-to-date one can.
