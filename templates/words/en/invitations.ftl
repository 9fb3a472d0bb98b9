# Inviting somebody, and coming in.

invitations-title = Invitations
invitations-lead = Who was invited, and who came.
invitations-none = Nobody has been invited yet.
invitation-for = { $role ->
    [admin] For somebody who looks after Hearth
    [adult] For a grown-up
    [child] For a child
   *[other] For a guest
}
invitation-open = { $left ->
    [one] Works for one person, until { $until }
   *[other] Works for { $left } more people, until { $until }
}
invitation-used = Used
invitation-revoked = Taken back
invitation-expired = Too old, nobody can come by it any more
invitation-from = Made by { $name } on { $when }
invitation-came = Came by it: { $names }
invitation-revoke = Take back

invitation-new-title = Invite somebody
invitation-new-lead = They need no e-mail address. You get a link, a picture to scan and a code to type.
invitation-role = For whom?
invitation-days = How long should it work?
invitation-days-choice = { $count ->
    [one] One day
   *[other] { $count } days
}
invitation-uses = For how many people?
invitation-uses-choice = { $count ->
    [one] One person
   *[other] Up to { $count } people
}
invitation-uses-hint = More than one only if you send the same link to several of your family.
invitation-threads = Which chats may they see?
invitation-threads-hint = They will see everything in these chats, also what was written before.
invitation-threads-none = There is no chat to invite a guest to yet. Start one with somebody of your family first.
invitation-submit = Make the invitation

problem-no-thread-chosen = Please choose at least one chat for your guest.
problem-invitation = There is no invitation with this code. Please compare it once more, letter by letter.

invitation-made-title = Your invitation is ready
invitation-made-lead = { $count ->
    [one] { $purpose }. It works once, until { $until }.
   *[other] { $purpose }. It works for { $count } people, until { $until }.
}
invitation-made-once = Nobody can see this page again, not even you. If you lose it, take the invitation back and make another.
invitation-made-local = This link leads only to the computer you are sitting at. Open Hearth under the address that your family’s phones use, and make the invitation there.
invitation-scan = Are they with you? Let them scan this with the camera of their phone.
invitation-scan-label = The invitation’s link as a picture to scan
invitation-link = Are they far away? Send them this link.
invitation-code = Or let them open { $address } and type this code.
invitation-done = Done

join-title = Come on in
join-lead = { $inviter } invites you to { $family }. Tell us what to call you.
join-submit = Join the family
join-signed-in = You are signed in as { $name } on this device. An invitation is for somebody who is new here: joining signs you out and them in.

join-code-title = Were you invited?
join-code-lead = Type the code you were given. If you have a link, just open it.
join-code = Code
join-code-hint = Three groups of four, such as abcd‑efgh‑2345
join-code-submit = Go on
join-other-code = Type a code
