# The family's people, one by one, and what the family says of itself.

family-left = Shut out
family-more = More about your family

# $when is today, yesterday or day.
person-title = { $name }
person-here = In the family
person-since = { $when ->
    [today] Since today
    [yesterday] Since yesterday
   *[day] Since { $day }
}
person-left = { $when ->
    [today] Shut out since today. What they wrote is still there.
    [yesterday] Shut out since yesterday. What they wrote is still there.
   *[day] Shut out since { $day }. What they wrote is still there.
}
person-email = E-mail
person-write = Write to { $name }
person-own = Change how others see you
person-card = A card to sign in with
person-shared = Chats you share
person-shared-none = You are in no chat together.
person-saved = Done. It holds from now on.
person-care = For those who look after Hearth
person-role = What they are in the family
person-role-hint = Whoever becomes a guest leaves the chat of the whole family; whoever stops being one joins it.
person-role-save = Save
person-recovery = Forgotten password
person-recovery-hint = You get a link to give to them. With it they choose a new password, and all their devices are signed out.
person-recovery-make = Make a link
person-shut-out = Shut out
person-shut-out-hint = They cannot come in any more. First we tell you what that means.
person-shut-out-go = Shut out …
person-let-in = Let in again
person-let-in-hint = They sign in with their password, on each of their devices anew.

shut-out-title = Shut { $name } out?
shut-out-lead = If you do this:
shut-out-devices = All their devices are signed out at once, wherever they are.
shut-out-keys = Their programs, cards and passkeys work no longer.
shut-out-history = Everything they wrote stays, with their name on it.
shut-out-guests = Where a child and a guest had only them as a grown-up, the guest leaves the chat.
shut-out-return = You can let them in again whenever you like.
shut-out-submit = Shut { $name } out
shut-out-back = Better not

house = Family settings
house-hint = Name, picture, language and time zone
house-lead = What your family is called, and how its pages speak.
house-saved = Saved.
house-own = For everybody who has not chosen their own.
house-originals = Keep photos as they were sent
house-originals-hint = A photo can say where and when it was taken. The others never get that. With this on, the server keeps the untouched photo for whoever sent it; with it off, that is removed.
house-no-ffmpeg = Videos that browsers cannot play are only offered for saving, because the program ffmpeg is not installed on this server. Its owner can install it: apt install ffmpeg
house-no-heif = Pictures of the kind HEIC are only offered for saving, because the program heif-convert is not installed on this server. Its owner can install it: apt install libheif-examples
