# When something did not work: what happened, and a way on.

error-invalid-title = That did not work
error-cross-site-title = That came from somewhere else
error-forbidden-title = This is not open to you
error-not-found-title = Nothing here
error-method-title = This door opens another way
error-gone-title = This is no longer valid
error-too-large-title = That is too large
error-wrong-host-title = Hearth does not know this address
error-too-many-title = A little too fast
error-server-title = Something went wrong on our side
error-unavailable-title = Back in a moment
error-storage-title = The disk is full
error-wrong-host-setting = If this is the address your family uses, whoever runs Hearth can say so in its settings and start it again:
error-retry = Try again
error-home = Go to your chats
error-reference = If it happens again, tell whoever runs Hearth this number: { $id }

# One safe sentence for each code of the contract.
detail-invalid-json = This could not be read. It has to be valid JSON with the right types.
detail-members-required = Please say who should be in the chat.
detail-empty-message = There is nothing to send yet. Write something or add a file.
detail-too-long = That is too long. Please shorten it.
detail-unknown-member = Somebody in this list does not belong to your family.
detail-unknown-file = One of these files is not there any more. Please add it again.
detail-unknown-message = The message you mean is not in this chat.
detail-invalid-cursor = This place in the chat is not known.
detail-invalid-key = The idempotency key has to be a UUID.
detail-unauthenticated = Please sign in first.
detail-forbidden = You can see this, but you may not do that.
detail-cross-site = Another website tried to do this in your name, or your browser hid where it came from. Nothing was done. Please go to your chats and try again from there.
detail-not-found = There is nothing at this address, or it is not for you to see.
detail-thread-not-found = This chat is not there, or you are not in it.
detail-method = This address is there, but not for what was just tried. Nothing was done.
detail-not-acceptable = This cannot be given in the form that was asked for.
detail-media-type = This kind of content is not understood here.
detail-wrong-host = You reached Hearth under a name that it was not told about. To keep your family safe it answers only under names it knows.
detail-conflict = Somebody changed this at the same time. Please look again and repeat it.
detail-key-mismatch = This was sent before with other content. Please send it as a new message.
detail-invitation-used = This invitation was used already. If that was you, simply sign in. If not, please ask whoever sent it for a new one.
detail-invitation-expired = This invitation is too old, or was taken back. Please ask whoever sent it for a new one: making one takes them a minute.
detail-too-large = That is larger than Hearth accepts.
detail-invalid = Please check what you entered.
detail-too-many = That was a lot at once. Please wait a moment and try again.
detail-unavailable = Hearth is busy or just starting. Please try again in a moment.
detail-storage-full = There is no room left to keep this. Reading still works. Please tell whoever runs Hearth.
detail-server-error = It was not your fault, and nothing you wrote before is lost. Please try again.
