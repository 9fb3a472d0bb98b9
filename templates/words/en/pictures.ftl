# Pictures of people and of the family.

picture-own = Your picture
picture-own-hint = A JPEG, PNG, WebP or GIF of up to 5 MB. The middle of it is shown, and where and when it was taken is removed.
picture-family = The family’s picture
picture-family-hint = Everybody but guests sees it at your family’s chat. A JPEG, PNG, WebP or GIF of up to 5 MB; the middle of it is shown, and where and when it was taken is removed.
picture-thread = The picture of this chat
picture-thread-hint = Everybody in the chat sees it. A JPEG, PNG, WebP or GIF of up to 5 MB; the middle of it is shown, and where and when it was taken is removed.
picture-file = Choose a picture
picture-save = Save the picture
picture-remove = Remove the picture

problem-picture-none = Please choose a picture first.
problem-picture-kind = This is not a picture that Hearth can open. JPEG, PNG, WebP and GIF work.
problem-picture-broken = This picture is damaged or incomplete. Please try another one.
problem-picture-huge = This picture has too many pixels to be opened. Please make it smaller, or try another one.
problem-picture-heavy = This file is larger than 5 MB. Please make the picture smaller, or try another one.
