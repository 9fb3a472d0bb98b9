# Keys that do something.

shortcuts = Keyboard shortcuts
shortcuts-close = Close
shortcuts-everywhere = Everywhere
shortcuts-writing = While you write
shortcuts-messages = On a message
shortcuts-on = Single keys are in your way? You can turn them off.
shortcuts-off = Single keys such as / and ? are turned off. You can turn them on.
shortcut-search = Search
shortcut-threads = The chat above or below
shortcut-back = Close what is open, or go back to writing
shortcut-sheet = This list
shortcut-send = Send
shortcut-line = New line
shortcut-edit = Edit your last message, while nothing is written yet
shortcut-context = Stop answering or editing
shortcut-messages = The message above or below
shortcut-acts = What you can do with it
# What stands on the keys, and what is read out for those with a sign.
key-alt = Alt
key-enter = Enter
key-escape = Esc
key-shift = Shift
key-up = Arrow up
key-down = Arrow down
