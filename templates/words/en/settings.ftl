# A member's own settings.

settings-lead = These are yours alone, { $name }.
settings-saved = Saved.
settings-save = Save
settings-theme = Light or dark
theme-auto = Automatic
theme-light = Light
theme-dark = Dark
settings-language = Language
settings-language-auto = As the browser
settings-zone = Time zone
settings-zone-auto = As at home
settings-zone-hint = With this choice it is { $clock } now.
settings-more = You, devices, password and programs
profile = How others see you
profile-hint = Your name, your picture, and who may help you
profile-email = E-mail, if you like
profile-email-hint = Only the grown-ups of your family see it. Nothing is ever sent there.
profile-helper = Who may print a card for you?
profile-helper-hint = With a card you sign in without a password. Whoever you choose can make one for you, for when you have lost yours.
profile-helper-nobody = Only those who look after Hearth
profile-lead = Your family sees this, and so do the guests you share a chat with.
back-to-settings = Back to your settings
