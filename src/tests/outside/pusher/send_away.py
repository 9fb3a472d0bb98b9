# The library for Python as it comes: ends every connection on which the member that is named has signed in.
import json
import os
import sys
import urllib.parse

import pusher

server = urllib.parse.urlsplit(os.environ["HEARTH"])
client = pusher.Pusher(
    app_id=os.environ["APP_ID"],
    key=os.environ["KEY"],
    secret=os.environ["SECRET"],
    host=server.hostname,
    port=server.port,
    ssl=False,
)
print(json.dumps(client.terminate_user_connections(sys.argv[1])))
