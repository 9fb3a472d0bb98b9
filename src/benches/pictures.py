#!/usr/bin/env python3
"""Which format should a photo's small size have? Ours, a JPEG, beside a WebP of the same pixels.

    src/benches/pictures.py target/release/hearth PHOTO.jpg...

Needs ffmpeg. For each photo: bytes, milliseconds of making all sizes, and how near the result is to the
scaled original (SSIM, 1 is the same).
"""
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(*words, **more):
    return subprocess.run(words, capture_output=True, check=True, **more)


def nearness(made, original):
    said = run("ffmpeg", "-i", made, "-i", original, "-lavfi", "ssim", "-f", "null", "-").stderr.decode()
    return float(re.search(r"All:([0-9.]+)", said)[1])


def main(program, photos):
    folder = Path(tempfile.mkdtemp())
    totals = {}
    for photo in photos:
        begun = time.monotonic()
        said = run(program, "decode", "view", stdin=open(photo, "rb")).stdout
        took = 1000 * (time.monotonic() - begun)
        verdict, line, rest = said.split(b"\n", 2)
        assert verdict == b"made", verdict
        small = json.loads(line)["sizes"][0]
        jpeg, webp, scaled = (str(folder / name) for name in ("small.jpg", "small.webp", "scaled.png"))
        Path(jpeg).write_bytes(rest[: small["length"]])
        size = f"scale={small['width']}:{small['height']}:flags=lanczos"
        run("ffmpeg", "-y", "-i", photo, "-vf", size, scaled)
        begun = time.monotonic()
        run("ffmpeg", "-y", "-i", scaled, "-c:v", "libwebp", "-quality", "75", webp)
        webp_took = 1000 * (time.monotonic() - begun)
        for kind, path, ms in (("JPEG", jpeg, took), ("WebP", webp, webp_took)):
            row = totals.setdefault(kind, [0, 0.0, 0.0])
            row[0] += Path(path).stat().st_size
            row[1] += ms
            row[2] += nearness(path, scaled)
    for kind, (size, ms, near) in totals.items():
        count = len(photos)
        print(f"{kind}: {size / count / 1024:.1f} KiB, {ms / count:.0f} ms, SSIM {near / count:.4f}")


main(sys.argv[1], sys.argv[2:])
