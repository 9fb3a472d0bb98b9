# The library for Python as it comes: prints of each webhook, given as `[key, signature, body]`, what it finds
# in it; of one that it does not believe, `null`.
import json
import os
import sys

import pusher

client = pusher.Pusher(app_id=os.environ["APP_ID"], key=os.environ["KEY"], secret=os.environ["SECRET"], host="none")
for webhook in sys.argv[1:]:
    print(json.dumps(client.validate_webhook(*json.loads(webhook))))
