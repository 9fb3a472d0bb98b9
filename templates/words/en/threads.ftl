# The list of conversations, an open one, a new one, and what each of them is to its people.

threads = Chats
threads-empty = No chats yet. Start one with somebody you love.
threads-archive = Archived chats
threads-archive-empty = Nothing is archived.
threads-archived = Archived ({ $count })
thread-new = New chat
thread-pinned = Pinned
thread-muted = Muted
thread-about = About this chat: who is in it, its name, and how loud it may be
thread-empty = Nothing here yet
thread-family = Family Chat
thread-notes = My notes
thread-notes-hint = Only you can see this
thread-people = You, { $names }
thread-files = { $count ->
    [one] Sent a file
   *[other] Sent { $count } files
}
thread-last = { $text }
thread-last-mine = You: { $text }
thread-last-of = { $name }: { $text }

unread = { $count ->
    [one] 1 unread message
   *[other] { $count } unread messages
}
unread-many = { $count }+
unread-mentions = { $count ->
    [one] You were mentioned
   *[other] You were mentioned { $count } times
}

welcome-label = Welcome
welcome-title = Come in, sit down
welcome-text = Choose a chat to go on where you left off.

new-title = Start a chat
new-people = With whom?
new-nobody = You are the only one here so far. You can still start a chat to keep notes for yourself.
new-name = Name of the chat
new-name-hint = Not needed. With a name it becomes a chat of its own; without one you go on in the chat you already have with these people.
new-submit = Start the chat

people-filter = Find a name
people-filter-none = Nobody is called that.
people-add = Add people
people-add-lead = To { $thread }.
people-add-whom = Whom?
people-add-nobody = Everybody you could add is here already.
people-add-submit = Add them
history = What do they see?
history-all = Everything said so far
history-all-hint = As if they had been here from the beginning
history-from-now = Only what is said from now on
history-from-now-hint = Nothing from before, in no search and in no answer

back-to-thread = Back to { $thread }
back-to-thread-settings = Back to the settings of this chat
thread-settings = About this chat
thread-saved = Saved.
thread-people-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
thread-own = Just for you
thread-own-hint = The others do not notice any of this.
thread-who = Who is here
thread-who-family = Everybody in the family is in this chat, and newcomers join it by themselves.
thread-name-hint = Everybody in the chat sees it. Leave it empty to show who is in it.
thread-name-save = Save the name
thread-family-picture = This chat shows your family’s picture. Change it in the family settings.

mute = Muted
mute-off = No. You hear of new messages.
# $when is today or day.
mute-until = { $when ->
    [today] Until { $clock }
   *[day] Until { $day }, { $clock }
}
mute-until-tomorrow = Until { $clock } tomorrow
mute-for-good = Until you turn it off
mute-hour = For an hour
mute-night = Until 7 in the morning
mute-good = Until I turn it off
mute-end = Unmute

pin = Pinned
pin-on = Yes. It stays on top of your list.
pin-off = No. It rises when something is said.
pin-begin = Pin
pin-end = Unpin

archive = Archived
archive-on = Yes. It comes back with the next message, unless it is muted.
archive-off = No. It is in your list.
archive-begin = Archive
archive-end = Put back

take-out = Take { $name } out of this chat
take-out-title = Take { $name } out of { $thread }?
take-out-submit = Take { $name } out
take-out-silence = They hear and see nothing of this chat any more, on any of their devices, at once.
take-out-history = What they wrote stays, with their name on it.
take-out-return = You can add them again whenever you like.

leave = Leave this chat
leave-hint = First we tell you what that means.
leave-go = Leave …
leave-title = Leave { $thread }?
leave-submit = Leave the chat
leave-silence = You hear and see nothing of this chat any more, on any of your devices. The others go on without you.
leave-history = What you wrote stays, with your name on it.
leave-return = You cannot come back by yourself: somebody who is in the chat has to add you.
parting-back = Better not
