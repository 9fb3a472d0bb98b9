# Messages and the form they are written in.

messages-label = Conversation
messages-log = Messages
messages-outbox = Not sent yet
messages-earlier = Earlier messages
messages-newer = Newer messages
messages-newest = Go to the newest
messages-trouble = These messages did not come through. Hearth goes on trying.
messages-none = Nobody has said anything yet. Say hello!
messages-beginning = This is where it begins.
messages-joined-here = You joined here. What was said before stays with the others.
messages-jump = Go to the newest message

message-deleted = This message was deleted
message-edited = edited
quote-earlier = An earlier message
attachment-pending = Getting ready
attachment-moves = GIF
attachment-kind-picture = Picture
attachment-kind-film = Video
attachment-kind-sound = Sound
attachment-kind-text = Text
attachment-kind-file = File
attachment-converting = It is being made ready to play here. You can save it already.
attachment-no-heif-tool = This server cannot show pictures of this kind yet. You can save it.
attachment-not-playable = Browsers cannot play this. You can save it and open it elsewhere.
attachment-too-large = Too large to show here. You can save it.
attachment-broken-off = This file ends too early: only its beginning arrived. You can save it.
attachment-withheld = What this says of places and people could not be taken out, so only whoever sent it can save it.
attachment-unreadable = This could not be shown here. You can save it.
reaction-label = { $emoji } from { $names }

composer-label = Write a message
composer-message = Message
composer-placeholder = Write a message
composer-attach = Add photos or files
composer-send = Send
composer-caption = Add a caption
composer-camera = Take a photo

tray-label = Files to send
tray-hint = The arrow keys move it, Delete takes it out.
tray-remove = Take { $name } out
tray-earlier = Move { $name } earlier
tray-later = Move { $name } later
tray-moved = { $name } is now number { $at } of { $count }.
tray-removed = { $name } is taken out.
tray-sizes = How large the pictures are sent
tray-whole = As they are
tray-smaller = Smaller pictures
tray-about = about { $size } each
tray-several = These go out as { $count } messages.
tray-empty = { $name } is empty. There is nothing in it to send.
tray-too-large = { $name } has { $size }, and Hearth takes { $most } at most. It stays here.
tray-no-room = { $name } has { $size }, and there is only room for { $room } more. It stays here.
tray-long = { $name } has { $size }. Sending it may take a while.
tray-long-time = { $name } has { $size }. On this line it may take about { $time }.
tray-away = Keep this page open until { $name } is sent: it is too large to keep a copy of it on this device.
tray-again = Please choose { $name } again: this page was left before all of it was sent. It goes on from where it stopped.
drop-title = Drop photos and files here
drop-hint = They wait below until you send them.

delivery-pending = Sending…
delivery-waiting = Not sent yet. It will go by itself once the connection is back.
delivery-refused = This could not be sent.
delivery-retry = Try now
delivery-again = Choose the file again
delivery-another = This is another file. The one to choose is { $name }.
delivery-discard = Discard
delivery-cancel = Cancel sending
delivery-of = How far { $name } has come
delivery-drop = Do not send { $name }
delivery-sent = Sent

live-interrupted = Connection lost. New messages will appear as soon as it is back.
message-read-on = Read on
message-show-less = Show less
messages-new = New messages
messages-mark-read = I have read this

find = Find in this chat
find-words = Words said here
find-day = A day
find-day-go = Go there

# A number follows.
live-waiting = Waiting to be sent:

mention-people = People in this chat

gallery = Photos and videos
gallery-none = No photos or videos yet. What somebody sends here appears in this place.
gallery-end = These were all.
gallery-older = Older ones
gallery-newer = Newer ones
