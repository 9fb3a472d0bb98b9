# The people of the family.

family-lead = Everybody at { $family }.
family-lead-guest = You, and the people you share a chat with.
family-you = You
family-invite = Invite somebody
family-invitations = Invitations

role-admin = Looks after Hearth
role-adult = Grown-up
role-child = Child
role-guest = Guest
role-admin-hint = Can do everything, and invite others who can
role-adult-hint = Joins the family’s chats and can invite others
role-child-hint = Joins the family’s chats
role-guest-hint = Sees only the chats you choose, and the people in them
