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
profile-hint = Your picture
profile-lead = Your family sees this, and so do the guests you share a chat with.
back-to-settings = Back to your settings
