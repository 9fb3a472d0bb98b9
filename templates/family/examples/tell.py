import urllib.parse, pusher

server = urllib.parse.urlsplit("ADDRESS")
client = pusher.Pusher(
    app_id="APP_ID",
    key="KEY",
    secret="SECRET",
    host=server.hostname,
    port=server.port or (443 if server.scheme == "https" else 80),
    ssl=server.scheme == "https",
)
client.trigger("doorbell", "rang", {"at": "the front door"})
