# Finding what was said.

search = Search
search-chats = Search your chats
search-words = What are you looking for?
search-words-hint = One word or several. The last one may be only its beginning.
search-narrow = Narrow it down
search-thread = In which chat?
search-thread-any = All my chats
search-author = Who said it?
search-author-any = Anybody
search-from = From
search-to = Until
search-submit = Search
search-results = What was found
search-in = in { $thread }
search-older = Older results
search-no-more = There is nothing older.
search-nothing = Nothing was found for “{ $text }”
search-nothing-hint = Perhaps it was said in other words. One word less finds more.
search-everywhere = Look in all chats, at any time
search-slow = That took too long
search-slow-hint = One more word, or the chat it was said in, makes it quick.

problem-search-short = That is a little short. Two letters are enough to begin with.
problem-search-many = Up to twelve words can be looked for at once. Please choose the ones you are sure of.
problem-search-long = That is too long to look for. A few words of it are enough.
problem-day = This is not a day. Please write it like 2026-11-22.
