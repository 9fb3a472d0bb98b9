# What somebody is in the family, and what follows from it.

problem-email = This does not look like an e-mail address. It may also stay empty.
problem-helper = Please choose a grown-up of the family.
problem-last-admin = Somebody has to look after Hearth. Please give that to somebody else first.
problem-needs-grown-up = A child and a guest can only be together with a grown-up of the family. Please add one.
problem-last-member = Somebody has to stay.
