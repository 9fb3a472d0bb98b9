# Choosing an emoji.

emoji-choose = Choose an emoji
emoji-add = Add an emoji
emoji-search = Search emoji
emoji-search-hint = Birthday, heart, cat …
emoji-none = No emoji is called that.
emoji-groups = Kinds of emoji
emoji-close = Close
emoji-tones = Skin tone
emoji-tone = { $tone ->
    [0] Without a skin tone
    [1] Light skin tone
    [2] Medium-light skin tone
    [3] Medium skin tone
    [4] Medium-dark skin tone
   *[5] Dark skin tone
}
emoji-recent = Used lately
emoji-group-smileys = Smileys and feelings
emoji-group-people = People and gestures
emoji-group-nature = Animals and nature
emoji-group-food = Food and drink
emoji-group-travel = Travel and places
emoji-group-activities = Feasts and games
emoji-group-objects = Things
emoji-group-symbols = Signs
emoji-group-flags = Flags

# How a family looks for the emoji it uses most: the emoji, its name, and after commas other words by
# which somebody may look for it. Every language has words of its own here; the rest are found by their
# English names.
emoji-words =
    😀 grinning face, happy, smile, glad
    😃 happy face, smile, joy, glad
    😄 laughing eyes, happy, smile, laugh
    😁 beaming face, grin, happy
    😆 laughing hard, haha, lol
    😅 phew, relief, sweat, nervous laugh
    🤣 rolling on the floor, lol, rofl, laugh, funny
    😂 tears of joy, laugh, lol, funny, haha
    🙂 slight smile, okay, fine
    🙃 upside-down face, silly, irony
    😉 wink, joke, flirt
    😊 warm smile, happy, blush, thanks
    😇 halo, angel, innocent, good
    🥰 smiling with hearts, love, in love, adore
    😍 heart eyes, love, beautiful, wow
    🤩 star eyes, wow, excited, amazing
    😘 blowing a kiss, kiss, love, bye
    😋 yummy, delicious, tasty, hungry
    😜 tongue out, silly, joke, crazy
    🤗 hug, cuddle, comfort, welcome
    🤭 oops, giggle, hand over mouth
    🤫 quiet, secret, hush, sleeping child
    🤔 thinking, hmm, wonder, question
    😐 neutral face, meh, hmm
    🙄 rolling eyes, annoyed, whatever
    😬 grimace, awkward, oops
    😌 relieved, calm, peaceful
    😴 sleeping, tired, good night, bed
    😷 mask, ill, sick, cold
    🤒 thermometer, fever, ill, sick
    🤕 bandage, hurt, ouch, accident
    🤢 feeling sick, nausea, disgusting
    🤧 sneezing, cold, ill, allergy
    🥵 hot, heat, summer, sweating
    🥶 freezing, cold, winter, frost
    😎 sunglasses, cool, summer, holiday
    🥳 party face, birthday, celebrate, hooray
    😕 confused, unsure, hmm
    😟 worried, anxious, concerned
    😮 surprised, wow, oh
    😢 crying, sad, tear
    😭 sobbing, very sad, cry, tears
    😱 screaming, fear, shock, scared
    😩 weary, tired, no more
    😤 huffing, proud, determined
    😠 angry, cross, mad
    😡 furious, very angry, mad
    🤯 mind blown, wow, shock
    🥺 pleading eyes, please, puppy eyes, sweet
    🥹 holding back tears, touched, proud, moved
    🫠 melting, hot, embarrassed
    🫶 heart hands, love, thanks
    👍 thumbs up, yes, good, okay, like, agreed
    👎 thumbs down, no, bad, dislike
    👏 clapping, applause, bravo, well done
    🙌 raised hands, hooray, celebrate, yes
    🙏 folded hands, please, thank you, thanks, pray, hope
    🤝 handshake, deal, agreed
    💪 strong arm, strength, sport, muscle, you can do it
    👋 waving hand, hello, hi, bye, goodbye
    👌 perfect, okay, fine
    ✌️ victory, peace, two
    🤞 crossed fingers, luck, hope
    👉 pointing right, there, this
    👀 eyes, look, see, curious
    🧠 brain, clever, think
    👶 baby, newborn, child
    👧 girl, daughter, child
    👦 boy, son, child
    👩 woman, mother, mum
    👨 man, father, dad
    👵 old woman, grandmother, grandma, granny
    👴 old man, grandfather, grandpa
    🤷 shrug, no idea, do not know, whatever
    🤦 facepalm, oh no, embarrassed
    🏃 running, late, hurry, sport, on my way
    🚶 walking, walk, on foot
    💃 dancing woman, dance, party
    🛌 in bed, sleep, rest, ill
    🛁 bath, wash, relax
    🎂 birthday cake, birthday, cake, party, candles
    🍰 piece of cake, cake, coffee and cake, dessert
    🧁 cupcake, cake, baking, muffin
    🍪 biscuit, cookie, baking
    🍫 chocolate, sweet
    🍕 pizza, dinner, food
    🍝 spaghetti, pasta, noodles, dinner
    🍔 burger, hamburger, fast food
    🍟 chips, french fries
    🥗 salad, healthy, lunch
    🍲 stew, soup, pot, dinner
    🍞 bread, breakfast, bakery
    🥐 croissant, breakfast, bakery
    🥞 pancakes, breakfast
    🍳 frying egg, cooking, breakfast, egg
    🍎 apple, fruit, red
    🍓 strawberry, fruit, berry
    🍌 banana, fruit
    🍦 ice cream, summer, sweet
    ☕ coffee, tea, hot drink, break
    🍵 tea, cup
    🥛 milk, glass
    🍷 wine, red wine, evening
    🍺 beer, drink
    🥂 clinking glasses, cheers, toast, new year, celebrate
    🍽️ plate, dinner, lunch, meal, food is ready
    🛒 shopping trolley, shopping, supermarket, groceries
    🏠 house, home, at home
    🏡 house with garden, home, garden
    🏫 school, lessons
    🏥 hospital, doctor, ill
    🚗 car, drive, on my way
    🚌 bus, school bus
    🚆 train, railway, journey
    🚲 bicycle, bike, cycling
    ✈️ aeroplane, plane, flight, holiday, airport
    🏖️ beach, holiday, sea, summer
    ⛺ tent, camping, holiday
    🐶 dog, puppy, pet
    🐱 cat, kitten, pet
    🐰 rabbit, bunny, easter
    🐴 horse, pony, riding
    🐟 fish, dinner
    🐦 bird
    🌸 blossom, flower, spring
    🌹 rose, flower, love
    💐 bunch of flowers, flowers, congratulations, thanks
    🌳 tree, park, forest
    🎄 christmas tree, christmas
    🎅 father christmas, santa, christmas
    🎃 pumpkin, halloween
    🐣 hatching chick, easter
    🎆 fireworks, new year
    🎉 party popper, party, congratulations, hooray, birthday
    🎈 balloon, birthday, party
    🎁 present, gift, birthday, christmas
    🎓 graduation, school, exam, degree
    🏆 trophy, winner, first, won
    ⚽ football, soccer, ball, sport
    🏊 swimming, pool, sport
    🎸 guitar, music
    🎹 piano, music, keyboard, practice
    🎵 note, music, song
    🎬 film, cinema, movie
    🎮 video game, play, console
    🎲 dice, board game, game night
    🧩 jigsaw piece, puzzle, game
    🎨 paint, art, drawing
    📚 books, homework, reading, school
    ✏️ pencil, write, homework
    📷 camera, photo, picture
    📞 telephone, call, ring
    📱 mobile phone, phone, call
    💻 laptop, computer, work
    📅 calendar, date, appointment
    ⏰ alarm clock, time, wake up, late
    🔑 key, door
    🧹 broom, clean, tidy up, chores
    🧺 laundry basket, washing, laundry, picnic
    🗑️ bin, rubbish, chores
    💊 pill, medicine, ill
    💡 light bulb, idea, light
    💸 flying money, money, pocket money, expensive
    ❤️ red heart, love, heart
    🧡 orange heart, love, heart
    💛 yellow heart, love, heart
    💚 green heart, love, heart
    💙 blue heart, love, heart
    💜 purple heart, love, heart
    💔 broken heart, sad, heart
    💯 hundred points, perfect, full marks, exactly
    ✅ tick, done, yes, finished
    ❌ cross, no, wrong
    ❓ question mark, question, what
    ❗ exclamation mark, important, attention
    🔥 fire, hot, great
    ⭐ star, great, favourite
    ✨ sparkles, magic, clean, new
    ☀️ sun, sunny, good weather, summer
    🌧️ rain, bad weather, umbrella
    ❄️ snowflake, snow, winter, cold
    🌈 rainbow, colours
    🌙 moon, night, good night
    💤 sleep, tired, good night
