# A member's own settings.

settings-lead = These are yours alone, { $name }.
settings-saved = Saved.
settings-save = Save
settings-words = Language and time
settings-language = Language
settings-language-auto = As the browser
settings-zone = Time zone
settings-zone-auto = As at home
settings-zone-hint = With this choice it is { $clock } now.
settings-proxies-title = A proxy stands in front of Hearth
settings-proxies = Hearth was not told about it, so everybody who comes through it counts as one and the same caller, and a few wrong passwords of one can slow down all. If the proxy is yours, put this line into Hearth’s settings and start it again:
settings-proxies-stranger = Only admins see this. Do not add an address that you do not know: whoever has it could pretend to be anybody.
settings-yours = Your Hearth
settings-access = You and your devices
settings-polling-title = Live updates do not get through to this device
settings-polling = Hearth asks every few seconds instead: messages come a little later, and nothing is lost. Most often a proxy or a company network in between is the reason.
settings-polling-hint = If the proxy is yours, the hosting guide says which lines it needs, under “Behind a proxy, with https”.
profile = How others see you
profile-hint = Your name, your picture, and who may help you
profile-email = E-mail, if you like
profile-email-hint = Only the grown-ups of your family see it. Nothing is ever sent there.
profile-helper = Who may print a card for you?
profile-helper-hint = With a card you sign in without a password. Those who look after Hearth can print one for you, and so can whoever you choose.
profile-helper-nobody = Nobody else
profile-lead = Your family sees this, and so do the guests you share a chat with.
back-to-settings = Back to your settings
