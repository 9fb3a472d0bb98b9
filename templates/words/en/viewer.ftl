# Looking at pictures and films, hearing sounds, and speaking instead of writing.

viewer-label = Photos and videos
viewer-close = Close
viewer-back = Previous
viewer-on = Next
viewer-zoom = Look closer
viewer-share = Share
viewer-save = Save
viewer-place = Show in the conversation
viewer-count = { $at } of { $of }
film-open = Show { $name } large
film-larger = Show it large

sound-voice = Voice message
sound-play = Play { $name }
sound-seek = Place in the recording
sound-place = { $at } of { $of }
sound-speed = Speed
sound-rate-once = 1×
sound-rate-half = 1.5×
sound-rate-twice = 2×

voice-record = Record a voice message
voice-label = Voice message
voice-recording = Recording
voice-paused = Paused
voice-ready = Recorded. You can listen before you send it.
voice-longest = This is as long as a voice message can be. You can send it now.
voice-discard = Throw the recording away
voice-pause = Pause
voice-resume = Go on
voice-stop = Stop and listen
voice-play = Listen
voice-quiet = Stop listening
voice-send = Send
voice-slide = Slide away to cancel
voice-understood = All right
voice-insecure = Browsers let a page use the microphone only over https. Whoever runs your Hearth can turn that on.
voice-refused = Hearth may not use the microphone. You can allow it in the browser’s settings for this page.
voice-missing = No microphone was found. Is one connected?
voice-failed = The recording did not work. Please try again.
