# By what the family's own programs reach Hearth.

family-programs = Programs of the family
family-programs-hint = Keys and examples for a doorbell, a lamp or a script
family-programs-lead = With these, programs of your own hear what happens here, and tell one another things.
family-programs-keys = What a program needs
family-programs-address = Address
family-programs-app-id = App id
family-programs-key = Key
family-programs-secret = Secret
family-programs-secret-hint = Whoever has it can speak to all of your programs, and see which chats are open. It opens no message and no page. Give it to servers of your own alone.
family-programs-secret-show = Show the secret
family-programs-examples = Examples to copy
family-programs-examples-hint = TOKEN is a token that you make under Settings, THREAD is the end of a chat’s address, and SECRET is the secret above.
family-programs-curl = Post a message (curl)
family-programs-javascript = Hear a chat (JavaScript)
family-programs-python = Tell your programs something (Python)
family-programs-home-assistant = Let the house write (Home Assistant)

# Trying what they hear and tell. % stands for a name or number that the page fills in.
try = Try it
try-hint = Hear what happens on a channel of your programs, and tell something there yourself. What the family writes to each other never comes this way.
try-needs = Listening along needs JavaScript, which is off in this browser. Telling an event works without it.
try-listen-to = Listen to this channel
try-listen-hint = For example doorbell, private-lights or presence-house. On a presence channel the others see that you are there.
try-listen = Listen
try-pause = Pause
try-clear = Clear
try-connecting = Connecting …
try-listening = Listening to { $channel }.
try-denied = { $channel } cannot be heard here. Names that begin with thread- or private-user- are people’s own.
try-lost = The connection is gone. It comes back by itself.
try-paused = Paused; { $count } more so far.
try-told = Told. Whoever listens there has heard it.
try-heard = What was heard, the newest first
try-tell-title = Tell an event
try-channel = Channel
try-event = Event
try-data = Data
try-tell = Tell it
problem-channel = A channel’s name has letters without accents, digits and - _ = @ , . ; only, 164 at most.
problem-channel-not-free = This channel belongs to people’s chats. Please choose a name of your own.
problem-event = Please give it a name of at most 200 characters that does not begin with pusher:

# Servers of one's own that are told what happens.
webhooks = Webhooks
webhooks-hint = Have servers of your own told when somebody comes, goes or calls
webhooks-lead = When something happens on the channels of your programs, Hearth can tell a server of yours, signed with the secret. It never tells of the family’s chats.
webhooks-none = No server is told anything.
webhooks-change = Add, test, pause or remove
webhook-new = Add a server
webhook-url = Address
webhook-url-hint = It begins with https:// and is on the internet. Servers in your home network are told only if whoever runs Hearth allows it.
webhook-url-hint-home = It begins with https:// or http://. Servers in your home network may be told, too.
webhook-topics = Tell it
webhook-topics-hint = What it is told waits a second for more of its kind. Whoever is gone for less than three seconds never was. If the server does not answer, it is tried again for five minutes.
webhook-topic-channels = When a channel is used, and when no more
webhook-topic-presence = Who comes to a presence channel, and who goes
webhook-topic-client-events = What programs say to each other
webhook-topic-cache-misses = When a cache channel has nothing to tell
webhook-topic-counts = How many listen to a channel
webhook-submit = Add it
webhook-added = Added. Test it, so that you know it works.
webhook-was-paused = Paused. It is told nothing until you let it go on.
webhook-resumed = It is told again.
webhook-removed = Removed. It is told nothing any more.
webhook-tested = Tested. How that went stands beside it.
webhook-paused = Paused
webhook-untried = Nothing was sent yet
webhook-tried = { $when ->
    [today] Today { clock-at }
    [yesterday] Yesterday { clock-at }
   *[day] On { $day } { clock-at }
}
webhook-delivered = delivered
webhook-refused = it answered with the error { $status }
webhook-redirected = it pointed to another address (answer { $status }), which is not followed
webhook-forbidden = its address leads to a place that Hearth may not ask
webhook-unknown = nobody knows this name
webhook-unreachable = nobody answered there
webhook-too-slow = it took longer than ten seconds
webhook-certificate = its certificate is not valid for this name
webhook-garbled = its answer could not be understood
webhook-lost = { $count ->
    [one] One event could not be delivered and was dropped
   *[other] { $count } events could not be delivered and were dropped
}
webhook-test = Test
webhook-test-label = Test { $url }
webhook-pause = Pause
webhook-pause-label = Pause { $url }
webhook-resume = Go on
webhook-resume-label = Go on telling { $url }
webhook-remove = Remove
webhook-remove-label = Remove { $url }
problem-family-unknown = There is no family of this name here.
problem-family-several = Several families here have this name. Their admins find the keys under Family.
problem-no-topic = Please choose at least one thing it is told.
problem-too-many-webhooks = Five servers are told already. Please remove one first.
problem-url = This is not a whole address. It begins with https:// and names a server.
problem-url-scheme = Please give an address that begins with https:// or http://
problem-url-credentials = Please leave out the name and password before the @: the address is shown here.
problem-url-port = Only the usual ports 443 and 80 can be asked.
problem-url-address = This address is not on the internet, and servers at home may not be asked.
