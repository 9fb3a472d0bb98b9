# Pysher as it comes: subscribes to a thread with a signature that Hearth gives it, and prints what is said. A
# thread that is not its member's gets no signature, and one that is made up opens nothing.
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
    reconnect_interval=1,
    auth_endpoint=HEARTH + "/pusher/auth",
    auth_endpoint_headers={"Authorization": "Bearer " + os.environ["TOKEN"]},
)


def hear(data):
    message = json.loads(data)["message"]
    print(f"{message['author']['name']}: {message['body']}", flush=True)


def refused(data):
    print("refused", json.loads(data)["status"] if isinstance(data, str) else data["status"], flush=True)


def connected(_):
    channel = pusher.subscribe(THREAD)
    channel.bind("message:new", hear)
    channel.bind("pusher_internal:subscription_succeeded", lambda _: print("listening", flush=True))
    forged = pusher.subscribe("private-thread-" + os.environ["OTHER"], auth=os.environ["KEY"] + ":" + "0" * 64)
    forged.bind("pusher:subscription_error", refused)


pusher.connection.bind("pusher:connection_established", connected)
pusher.connect()
while True:
    time.sleep(1)
