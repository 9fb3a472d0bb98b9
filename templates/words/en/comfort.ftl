# How somebody's pages look, what their keys do, and what the others notice.

appearance = How Hearth looks
appearance-hint = Larger letters, light or dark, more contrast
settings-text-size = Size of letters
text-size-small = Small
text-size-medium = Medium
text-size-large = Large
text-size-huge = Very large
settings-theme = Light or dark
theme-auto = Automatic
theme-light = Light
theme-dark = Dark
settings-contrast = Contrast
contrast-auto = As my device says
contrast-more = Strong
settings-density = Room between things
density-cosy = Roomy
density-compact = Close together
settings-motion = Movement
settings-motion-hint = With less movement things appear at once instead of gliding in.
motion-auto = As my device says
motion-less = Less
sample-theirs = The cake is in the oven. Are you coming?
sample-own = On my way!

chatting = Writing and sounds
chatting-hint = What the Enter key does, sounds, keyboard shortcuts
settings-enter = The Enter key
enter-send = Sends
enter-line = Begins a new line
settings-enter-hint = Either way, Shift with Enter does the other thing. On a phone’s keyboard Enter always begins a new line.
settings-sound = Sound
settings-sound-hint = A soft sound when somebody writes while you look at something else. Muted chats stay silent.
settings-shortcuts = Single-key shortcuts
settings-shortcuts-hint = Keys such as / and ? do something while you are not writing. Turn this off if you speak to your device.

sharing = What others notice of you
sharing-hint = Whether they see that you write, are here, or have read
sharing-lead = It is the same for everybody: what you keep to yourself, you do not see of the others either.
settings-typing = That you are writing
settings-typing-hint = Others see it while you write. If this is off, you do not see when they write.
settings-presence = That you are here
settings-presence-hint = Others see that you have Hearth open. If this is off, you do not see who is here.
settings-reading = How far you have read
settings-reading-hint = Others see your picture at the last message you read. If this is off, you do not see how far they have read.
