# Cards, codes for another device, links to a new password.

login-forgot = Forgot your password?
login-forgot-ask = Ask whoever runs Hearth for your family. They make a link for you, and with it you choose a new password. They do not see it.
login-forgot-host = If that is you, type this at the computer that Hearth runs on, with the user name you sign in with. It prints the link:
login-forgot-command = hearth member reset-password USERNAME
login-card = I have a card with six digits

ticket-title = Hello { $name }
ticket-lead = Sign in as { $name } of { $family } on this device?
ticket-signed-in = You are signed in as { $name } on this device. Going on signs you out here.
ticket-not-you = You are not { $name }? Then close this page; nothing has happened.
ticket-code-title = Sign in with your card
ticket-code-lead = Your user name and six digits are printed on it.
ticket-digits = Six digits
ticket-digits-hint = Two groups of three, such as 482 913
ticket-password = Sign in with a password
ticket-square = The link as a picture to scan
ticket-local = This leads only to the computer you are sitting at. Open Hearth under the address that your family’s phones use, and make it there.
ticket-done = Done

problem-digits = The user name and the six digits do not belong together. Please compare them with your card once more.

reset-title = A new password
reset-lead = Hello { $name }. Choose a password that you have not used here before.
reset-username = Your user name is { $username }.
reset-submit = Save and sign in
reset-ends = This signs out all your devices but this one. Passkeys, programs and a printed card go on working.

device-link-title = Sign in another of your devices
device-link-lead = Shows a picture that you scan with your other device. You need no password there.
device-link-submit = Show it
device-link-made-lead = With it your other device signs in as you, once.
device-link-scan = Scan this with the camera of your other device.
device-link-open = Or open this link there.
device-link-warning = Show it to nobody else, and send it to nobody: whoever opens it is signed in as you.
device-link-left = { $minutes ->
    [0] Its time is over. Go back and show a new one.
    [one] It works for one more minute, until { $until }.
   *[other] It works for { $minutes } more minutes, until { $until }.
}
devices-card = You have a printed card that signs you in. See when it was used.

recovery-made-title = A link to a new password
recovery-made-lead = It lets { $name } choose a new password, once, until { $until }. All devices of theirs are signed out then. You will not see the password.
recovery-scan = Are they with you? Let them scan this with the camera of their device.
recovery-send = Are they far away? Send them this link, in a way that only they can read.
recovery-once = Nobody can see this page again, not even you. If the link is lost, make another: it replaces this one.

card-own = Your card
card-own-hint = A printed card that signs you in without a password
card-own-lead = A printed card signs you in on a new device without a password: by scanning it, or by six digits. Keep it like a house key.
card-own-none = There is no card for you.
card-of = A card for { $name }
card-of-lead = A printed card signs { $name } in on a new device without a password: by scanning it, or by six digits. It is like a house key.
card-of-none = There is no card for { $name }.
card-made-by = Made by { $name } on { $day }
card-made-by-you = Made by you on { $day }
card-until = Works until { $day }
card-revoke = Withdraw
card-revoked = Withdrawn. Nobody can come in with it any more.
card-make = Make a card
card-make-new = Make a new card
card-make-hint = Have a printer ready: the card is shown once, to be printed, and cannot be found again.
card-make-replaces = The old card stops working at that moment.
card-not-yours = Whoever runs Hearth makes a card only for themself: it would open everything to whoever holds it.
card-uses = When it was used
card-unused = Nobody has come in with it yet.
card-used = { $when ->
    [today] Today { clock-at }
    [yesterday] Yesterday { clock-at }
   *[day] { $day } { clock-at }
}
card-earlier = With an earlier card
card-devices-stay = Withdrawing it leaves devices signed in. See them, and sign out what is not yours.

card-print-title = A card to print
card-print-own = This is your card. Print it now: it is shown this once.
card-print-of = This is the card for { $name }. Print it now: it is shown this once.
card-print = Print
card-printed = I have printed it
card-key-to = The key to { $family }
card-keep = This card opens your family’s chat on a new telephone, tablet or computer. Keep it like a house key, and show it to nobody you do not trust.
card-step-camera = Open the camera of your telephone or tablet.
card-step-point = Hold it over the square, and tap on what appears.
card-step-sign-in = Tap on “{ $button }”. That is all.
card-type = No camera? Open this address, and type what stands below it:
card-call = Does it not work? Call { $name }
card-call-own = Does it not work? Call
card-telephone = Telephone
card-dates = Made on { $made }. Works until { $until }.
card-lost = Lost this card? Tell whoever made it, or withdraw it under Settings, “Your card”. Nobody can come in with it from that moment.
