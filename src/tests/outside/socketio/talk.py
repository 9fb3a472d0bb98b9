# python-socketio as it comes: joins a thread and one that is not its member's, types when it is told to, and
# prints what happens. Prints what a stranger gets first.
import json
import os
import sys

import socketio

HEARTH, THREAD, OTHER = (os.environ[name] for name in ("HEARTH", "THREAD", "OTHER"))
WAYS = os.environ["WAYS"].split()


def say(*words):
    print(*words, flush=True)


def told(error):
    say("refused", json.dumps(error["data"]))


stranger = socketio.Client(reconnection=False)
stranger.on("connect_error", told)
try:
    stranger.connect(HEARTH, transports=WAYS, auth={"token": "hearth_nobody"})
    sys.exit("a stranger was let in")
except socketio.exceptions.ConnectionError:
    pass

client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.2)


@client.event
def connect():
    client.emit("join", OTHER, callback=lambda answer: say("other", json.dumps(answer)))
    client.emit("join", THREAD, callback=lambda answer: say("joined", json.dumps(answer)))


@client.event
def disconnect(_reason):
    say("gone")


@client.on("message:new")
def heard(event):
    body = event["message"]["body"]
    say("heard", body)
    if body == "Type something":
        client.emit("client-typing", (THREAD, {"on": True}), callback=lambda answer: say("typed", json.dumps(answer)))


@client.on("client-typing")
def typing(thread, data, member):
    say("typing", json.dumps([thread == THREAD, data, member]))


client.connect(HEARTH, transports=WAYS, auth={"token": os.environ["TOKEN"]})
client.wait()
