# What one can do with a message.

act-more = More about the message from { $name }, { $clock }
act-label = What to do with this message
act-title = Message from { $name }
act-back = Back to the chat
act-reply = Reply
act-react = React
act-reactions = Who reacted
act-emoji = Another emoji
act-emoji-more = More emoji
act-emoji-send = React
act-edit = Edit
act-copy = Copy text
act-forward = Forward
act-edits = Edits
act-edits-hint = What this message said, from the first to the present words. Everybody in the chat can see this.
act-edits-now = now
act-delete = Delete
act-save = Save
act-cancel = Cancel
act-close = Close

act-edit-title = Edit your message
act-edit-body = Message
act-edit-hint = Everybody in the chat sees that it was edited, and can look at what it said before.

act-delete-title = Delete this message?
act-delete-hint = Its words and files will be gone for everybody in the chat. Only its place stays.
act-keep = Keep it

act-forward-title = Forward this message
act-forward-search = Search your chats
act-forward-find = Search
act-forward-where = Where to?
act-forward-none = No chat of yours is called that.
act-forward-submit = Forward

# While something is done on the open page.
act-replying = You reply to
act-replying-stop = Do not reply to it after all
act-editing = You edit
act-editing-stop = Leave the message as it is
act-deleted = Message deleted.
act-undo = Undo
act-copied = Copied.
act-failed = That did not work. Please try again.

problem-emoji = Please choose one emoji, and nothing else.
problem-forward-nowhere = Please choose at least one chat.
problem-forward-many = Those are too many chats at once. Please choose twenty at most.
