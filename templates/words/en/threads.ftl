# The list of conversations, an open one, a new one.

threads = Chats
threads-empty = No chats yet. Start one with somebody you love.
thread-new = New chat
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
new-name-hint = Not needed. Without one it shows who is in it.
new-submit = Start the chat
