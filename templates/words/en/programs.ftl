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
