"""Makes a HEIC (pillow-heif) and a JPEG XL (cjxl) of a small photograph that lies on its side and tells of its origin."""
import math, os, struct, subprocess, tempfile
import brotli
from PIL import Image
import pillow_heif

pillow_heif.register_heif_opener()
SIZE = (128, 96)
spare = os.path.join(tempfile.mkdtemp(), "notes.jpg")
state = 1
def grain():
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return ((state >> 16) / 0x7FFF - 0.5) * 30
photo = Image.new("RGB", SIZE)
photo.putdata([
    tuple(max(0, min(255, round(value + noise))) for value in (128 + 60 * math.sin(x / 20), 120 + 50 * math.cos(y / 15), 110 + 40 * math.sin((x + y) / 25)))
    for y in range(SIZE[1]) for x in range(SIZE[0]) for noise in [grain()]
])
exif = Image.Exif()
for tag, value in ((0x10F, "Camera"), (0x112, 6), (0x13B, "Ada"), (0x8298, "Ada 2026")):
    exif[tag] = value
exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 0.0)})
photo.save("notes.heic", exif=exif.tobytes(), quality=60)
photo.save(spare, exif=exif.tobytes(), quality=95)
subprocess.run(["cjxl", spare, "notes.jxl", "--quiet", "--lossless_jpeg=0", "-d", "1.5", "--container=1"], check=True)
# cjxl leaves these notes out, which other writers put in: as they are, and packed by Brotli.
def box(kind, body): return struct.pack(">I", len(body) + 8) + kind + body
xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
with open("notes.jxl", "ab") as file:
    file.write(box(b"Exif", bytes(4) + exif.tobytes()[6:]) + box(b"brob", b"xml " + brotli.compress(xmp)))

# A phone's, whose notes announce a gain map.
notes = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:HDRGainMap="http://ns.apple.com/HDRGainMap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="Ada"><HDRGainMap:HDRGainMapVersion>65536</HDRGainMap:HDRGainMapVersion></rdf:Description></rdf:RDF></x:xmpmeta>'
photo.resize((32, 32)).save("announces-gain-map.heic", xmp=notes, quality=60)
