# What was done with the family's keys, one sentence each.
#
# $by is self (of and for themself), member (for somebody else), host (whoever runs the server) or
# unknown. $who did it, $whom it concerns. $code is a way in or a role, $label a name of something.

record = Record
record-hint = Who signed in, who was invited, and what was changed
record-lead = What was done with the keys to your family. Never what anybody wrote.
record-none = Nothing was done yet.
record-older = Older
record-newest = Back to the newest
record-kept = Every line stays for 400 days. Nobody can change or remove one before that, and the grown-ups of the family can read them all.
record-address = Address:
record-refused-at = Refused at:
record-host = Whoever runs the server
record-somebody = Somebody
record-nobody = somebody

record-founded = { $who } founded the family.
record-signed-in = { $code ->
    [founding] { $who } signed in after founding the family.
    [invitation] { $who } signed in after coming by an invitation.
    [password] { $who } signed in with a password.
    [passkey] { $who } signed in with a passkey.
    [card] { $who } signed in with a card.
    [device] { $who } signed in with a code from another device.
    [recovery] { $who } signed in after choosing a new password.
   *[other] { $who } signed in.
}
record-sign-in-failed = { $code ->
    [password] Somebody tried a wrong password for { $whom }.
    [passkey] Somebody tried a wrong passkey for { $whom }.
   *[other] Somebody tried a wrong code for { $whom }.
}
record-signed-out = { $who } signed out.
record-device-ended = { $by ->
    [self] { $who } signed out another device.
   *[other] { $who } signed out a device of { $whom }.
}
record-confirmed = { $who } showed once more who they are.
record-password-changed = { $who } changed their password.
record-password-reset = { $whom } chose a new password by a link.
record-recovery-made = { $by ->
    [host] At the server’s command line: a link was made for { $whom } to choose a new password.
   *[other] { $who } made a link for { $whom } to choose a new password.
}
record-card-made = { $by ->
    [self] { $who } made a card to sign in with.
    [host] At the server’s command line: a card was made for { $whom }.
   *[other] { $who } made a card for { $whom }.
}
record-card-revoked = { $by ->
    [self] { $who } withdrew the card to sign in with.
    [host] At the server’s command line: the card of { $whom } was withdrawn.
   *[other] { $who } withdrew the card of { $whom }.
}
record-device-link-made = { $who } asked for a code to sign in another device.
record-passkey-added = { $who } added a passkey.
record-passkey-removed = { $who } removed a passkey.
record-token-made = { $by ->
    [host] At the server’s command line: a token for the program “{ $label }” of { $whom } was made.
   *[other] { $who } made a token for the program “{ $label }”.
}
record-token-revoked = { $by ->
    [host] At the server’s command line: the token for the program “{ $label }” of { $whom } was revoked.
   *[other] { $who } revoked the token for the program “{ $label }”.
}
record-secret-shown = { $who } looked at the secret for the family’s programs.
record-webhook-added = { $who } had { $label } told what happens on the programs’ channels.
record-webhook-tested = { $who } tested the webhook to { $label }.
record-webhook-paused = { $who } paused the webhook to { $label }.
record-webhook-resumed = { $who } let the webhook to { $label } go on.
record-webhook-removed = { $who } removed the webhook to { $label }.
record-invitation-made = { $code ->
    [admin] { $who } invited somebody who will look after Hearth.
    [adult] { $who } invited a grown-up.
    [child] { $who } invited a child.
    [guest] { $who } invited a guest.
   *[other] { $who } invited somebody.
}
record-invitation-revoked = { $code ->
    [admin] { $who } took back the invitation for somebody who would look after Hearth.
    [adult] { $who } took back the invitation for a grown-up.
    [child] { $who } took back the invitation for a child.
    [guest] { $who } took back the invitation for a guest.
   *[other] { $who } took back an invitation.
}
record-joined = { $by ->
    [host] At the server’s command line: { $whom } was added to the family.
   *[other] { $code ->
        [admin] { $whom } joined the family, invited by { $who }, and looks after Hearth.
        [adult] { $whom } joined the family as a grown-up, invited by { $who }.
        [child] { $whom } joined the family as a child, invited by { $who }.
       *[guest] { $whom } joined as a guest, invited by { $who }.
    }
}
record-role-changed = { $code ->
    [admin] { $who } let { $whom } look after Hearth.
    [adult] { $who } made { $whom } a grown-up of the family.
    [child] { $who } made { $whom } a child of the family.
    [guest] { $who } made { $whom } a guest.
   *[other] { $who } changed what { $whom } is in the family.
}
record-deactivated = { $by ->
    [host] At the server’s command line: { $whom } was shut out.
    [self] { $who } left the family.
   *[other] { $who } shut { $whom } out.
}
record-reactivated = { $by ->
    [host] At the server’s command line: { $whom } was let in again.
   *[other] { $who } let { $whom } in again.
}
record-profile-changed = { $who } changed what they say of themselves.
record-family-changed = { $who } changed the family’s name, language, time zone or picture.
record-thread-joined = { $by ->
    [self] { $who } came into a chat.
   *[other] { $who } let { $whom } into a chat.
}
record-thread-left = { $by ->
    [self] { $who } left a chat.
   *[other] { $who } took { $whom } out of a chat.
}
record-denied = { $who } was refused what is not theirs to do.
