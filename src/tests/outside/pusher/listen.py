# Pysher as it comes: subscribes to a thread with a signature that Hearth gives it, and prints what is said.
import json
import os
import time
import urllib.parse

import pysher

HEARTH = os.environ["HEARTH"]
THREAD = "private-thread-" + os.environ["THREAD"]

server = urllib.parse.urlsplit(HEARTH)
pusher = pysher.Pusher(
    os.environ["KEY"],
    custom_host=server.hostname,
    port=server.port,
    secure=False,
    auth_endpoint=HEARTH + "/pusher/auth",
    auth_endpoint_headers={"Authorization": "Bearer " + os.environ["TOKEN"]},
)


def hear(data):
    message = json.loads(data)["message"]
    print(f"{message['author']['name']}: {message['body']}", flush=True)


def connected(_):
    channel = pusher.subscribe(THREAD)
    channel.bind("message:new", hear)
    channel.bind("pusher_internal:subscription_succeeded", lambda _: print("listening", flush=True))


pusher.connection.bind("pusher:connection_established", connected)
pusher.connect()
while True:
    time.sleep(1)
