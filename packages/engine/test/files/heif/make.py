"""Makes the HEIC files of this folder and the numbers they are judged by (README.md)."""
import io, json, os, struct, subprocess, zlib
import numpy, pillow_heif
from PIL import Image, ImageCms

LEVELS = [
    (0, 0, 0), (64, 64, 64), (128, 128, 128), (192, 192, 192), (255, 255, 255), (32, 32, 32),
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255),
    (160, 40, 40), (40, 160, 40), (40, 40, 160), (160, 160, 60), (60, 160, 160), (160, 60, 160),
    (220, 180, 160), (90, 60, 50), (100, 120, 160), (90, 110, 70), (230, 120, 40), (20, 60, 90),
]
P3 = Image.open("../colour/display-p3.jpg").info["icc_profile"]

def patches_of(colours, mode, columns, side):
    """One square for each colour, row by row."""
    image = Image.new(mode, (columns * side, len(colours) // columns * side))
    for index, colour in enumerate(colours):
        x, y = index % columns * side, index // columns * side
        image.paste(colour, (x, y, x + side, y + side))
    return image

PATCH = 8
TILE = 64
expected = {}

# The container, box by box: encoders at hand write no grids, no turns of their own and no colours by number.
def box(kind, *bodies): body = b"".join(bodies); return struct.pack(">I", len(body) + 8) + kind + body
def full(kind, version, flags, *bodies): return box(kind, struct.pack(">I", version << 24 | flags), *bodies)
def walk(data):
    place = 0
    while place + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        yield kind, data[place + 8 : place + length]
        place += length

def encode(image, **options):
    """The HEVC of a picture: the decoder's settings and the coded bytes. Takes a Pillow image, or 16-bit samples with their mode."""
    stream = io.BytesIO()
    heif = pillow_heif.from_pillow(image) if isinstance(image, Image.Image) else pillow_heif.from_bytes(*image)
    heif.save(stream, **{"quality": 95, "chroma": 444, **options})
    data = stream.getvalue()
    top = list(walk(data))
    meta = dict(walk(dict(top)[b"meta"][4:]))
    settings = next(body for kind, body in walk(dict(walk(meta[b"iprp"]))[b"ipco"]) if kind == b"hvcC")
    return settings, dict(top)[b"mdat"]

def ispe(width, height): return full(b"ispe", 0, 0, struct.pack(">II", width, height))
def pixi(bits, channels=3): return full(b"pixi", 0, 0, bytes([channels] + [bits] * channels))
def irot(quarters): return box(b"irot", bytes([quarters]))
def imir(axis): return box(b"imir", bytes([axis]))
def clap(width, height, right, down): return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1, *right, *down))
def icc(profile): return box(b"colr", b"prof", profile)
def nclx(primaries, transfer, matrix, full_range=1): return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, matrix, full_range << 7))
ALPHA = full(b"auxC", 0, 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")

class File:
    def __init__(self): self.items, self.references, self.properties, self.data, self.idat = [], [], [], b"", b""
    def item(self, kind, properties, body, hidden=False, inside=False):
        """Adds an item and answers its number. What decodes it is essential, and what turns it."""
        numbers = []
        for one in properties:
            if one not in self.properties: self.properties.append(one)
            essential = one[4:8] in (b"hvcC", b"irot", b"imir", b"clap")
            numbers.append(self.properties.index(one) + 1 | (0x80 if essential else 0))
        place = len(self.idat if inside else self.data)
        if inside: self.idat += body
        else: self.data += body
        self.items.append((kind, numbers, hidden, inside, place, len(body)))
        return len(self.items)
    def coded(self, pixels, width, height, properties=(), hidden=False):
        settings, body = pixels
        return self.item(b"hvc1", [box(b"hvcC", settings), ispe(width, height), *properties], body, hidden)
    def refer(self, kind, start, *ends): self.references.append((kind, start, ends))
    def grid(self, tiles, columns, rows, width, height, properties, hidden=False):
        head = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)
        number = self.item(b"grid", [ispe(width, height), *properties], head, hidden, inside=True)
        self.refer(b"dimg", number, *tiles)
        return number
    def write(self, name, primary):
        def meta(start):
            infe = [full(b"infe", 2, int(hidden), struct.pack(">HH4s", index + 1, 0, kind), b"\0") for index, (kind, _, hidden, *_) in enumerate(self.items)]
            iloc = b"".join(struct.pack(">HHHHII", index + 1, int(inside), 0, 1, place + (0 if inside else start), length) for index, (_, _, _, inside, place, length) in enumerate(self.items))
            ipma = b"".join(struct.pack(">HB", index + 1, len(numbers)) + bytes(numbers) for index, (_, numbers, *_) in enumerate(self.items))
            iref = [box(kind, struct.pack(">HH", from_, len(to)), *(struct.pack(">H", one) for one in to)) for kind, from_, to in self.references]
            return full(b"meta", 0, 0, full(b"hdlr", 0, 0, bytes(4) + b"pict" + bytes(13)), full(b"pitm", 0, 0, struct.pack(">H", primary)),
                full(b"iinf", 0, 0, struct.pack(">H", len(infe)), *infe), *([full(b"iref", 0, 0, *iref)] if iref else []),
                box(b"iprp", box(b"ipco", *self.properties), full(b"ipma", 0, 0, struct.pack(">I", len(self.items)), ipma)),
                *([box(b"idat", self.idat)] if self.idat else []), full(b"iloc", 1, 0, b"\x44\0", struct.pack(">H", len(self.items)), iloc))
        head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
        start = len(head) + len(meta(0)) + 8
        open(name, "wb").write(head + meta(start) + box(b"mdat", self.data))

# The pictures: squares of colours, wide enough for four tiles.
SIZE = (120, 80)
COLUMNS = SIZE[0] // PATCH
SQUARES = [LEVELS[index % len(LEVELS)] for index in range(COLUMNS * SIZE[1] // PATCH)]
wall = patches_of(SQUARES, "RGB", COLUMNS, PATCH)
SMALL = (96, 64)
small = patches_of(LEVELS, "RGB", 6, 2 * PATCH)

def tiles_of(image):
    """Four tiles that reach beyond the picture: what lies there is never seen."""
    canvas = Image.new(image.mode, (2 * TILE, 2 * TILE), "#0f0" if image.mode == "RGB" else 90)
    canvas.paste(image)
    return [canvas.crop((x, y, x + TILE, y + TILE)) for y in (0, TILE) for x in (0, TILE)]

def judge(name, image):
    columns, rows = image.width // PATCH, image.height // PATCH
    colours = [image.getpixel((x * PATCH + 4, y * PATCH + 4)) for y in range(rows) for x in range(columns)]
    expected[name] = f"{image.width}x{image.height} " + " ".join(",".join(map(str, colour)) for colour in colours)

def in_srgb(image, profile): return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB")

def grid(file, image, properties, **options):
    tiles = [file.coded(encode(tile, **options), TILE, TILE, hidden=True) for tile in tiles_of(image)]
    return file.grid(tiles, 2, 2, *image.size, properties)

# As a phone writes it: tiles, a profile, a quarter turn.
phone = File()
phone.write("grid-p3-turned.heic", grid(phone, wall, [pixi(8), icc(P3), irot(3)]))
judge("grid-p3-turned.heic", in_srgb(wall, P3).transpose(Image.Transpose.ROTATE_270))

# Tiles with alpha, which are tiles too.
opacity = patches_of([255 - index for index in range(len(SQUARES))], "L", COLUMNS, PATCH)
clear = File()
picture = grid(clear, wall, [pixi(8)])
mask = grid(clear, opacity, [pixi(8, 1), ALPHA])
clear.refer(b"auxl", mask, picture)
clear.write("grid-alpha.heic", picture)
seen = wall.copy(); seen.putalpha(opacity)
judge("grid-alpha.heic", seen)

# Colours of which alpha has been taken already.
faint = File()
small_opacity = patches_of([255 - index * 4 for index in range(len(LEVELS))], "L", 6, 2 * PATCH)
shaded = Image.fromarray((numpy.asarray(small).astype(int) * numpy.asarray(small_opacity)[:, :, None] / 255).round().astype("uint8"))
picture = faint.coded(encode(shaded), *SMALL, [pixi(8)])
mask = faint.coded(encode(small_opacity), *SMALL, [pixi(8, 1), ALPHA])
faint.refer(b"auxl", mask, picture); faint.refer(b"prem", picture, mask)
faint.write("premultiplied.heic", picture)
seen = small.copy(); seen.putalpha(small_opacity)
judge("premultiplied.heic", seen)

# One picture, turned and mirrored; the test changes the two bytes.
turns = File()
turns.write("turned-and-mirrored.heic", turns.coded(encode(small), *SMALL, [pixi(8), irot(1), imir(0)]))
upright = File()
upright.write("upright.heic", upright.coded(encode(small), *SMALL, [pixi(8)])); judge("upright.heic", small)

# Of more parts than libraries take unasked, as large pictures of many tiles are.
many = File()
many.coded(encode(small), *SMALL, [pixi(8)])
kind, numbers, hidden, *place = many.items[0]
many.items += [(kind, numbers, True, *place)] * 300
many.write("many-parts.heic", 1); judge("many-parts.heic", small)

# Cut to a part that lies off the middle.
part = File()
part.write("cut.heic", part.coded(encode(small), *SMALL, [pixi(8), clap(64, 32, (8, 1), (-8, 1))]))
part_seen = small.crop((24, 8, 88, 40)); judge("cut.heic", part_seen)

# Colours by number.
def numbered(name, pixels, seen, *numbers, bits=8):
    file = File()
    file.write(name, file.coded(pixels, *SMALL, [pixi(bits), nclx(*numbers)]))
    judge(name, seen)
def coding(matrix, full_range=True): return dict(matrix_coefficients=matrix, full_range_flag=int(full_range))
numbered("nclx-p3.heic", encode(small, **coding(6)), in_srgb(small, P3), 12, 13, 6)
numbered("nclx-709-limited.heic", encode(small, **coding(1, False)), small, 1, 1, 1, 0)
wide = numpy.asarray(small).astype(float) / 255
def ten(samples): return ("RGB;16", SMALL, (samples * 65535).round().astype("<u2").tobytes())
numbered("ten-bit-422.heic", encode(ten(wide), chroma=422, **coding(6)), small, 1, 13, 6, bits=10)
numbered("twelve-bit.heic", encode(ten(wide), save_to_12bit=True, **coding(6)), small, 1, 13, 6, bits=12)
grey = small.convert("L")
numbered("grey.heic", encode(grey), grey.convert("RGB"), 1, 13, 6)

# Brighter than paper: the same colours at 203 candelas for white, by both curves, in BT.2020.
linear = numpy.where(wide <= 0.04045, wide / 12.92, ((wide + 0.055) / 1.055) ** 2.4)
TO_2020 = numpy.array([[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]])
light = linear @ TO_2020.T
def pq(value):
    power = (value * 203 / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
def hlg(value):
    """Each channel as the display of 1,000 candelas shows it, whose white paper has 203."""
    scene = (value * 0.203) ** (1 / 1.2)
    return numpy.where(scene <= 1 / 12, numpy.sqrt(3 * scene), 0.17883277 * numpy.log(numpy.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073)
def shown(value):
    """The brightest fifth makes room for what is brighter than paper."""
    way = (value - 0.8) / (1000 / 203 - 0.8)
    steep = (1000 / 203 - 0.8) / 0.2
    low = numpy.where(value <= 0.8, value, 0.8 + 0.2 * way * steep / (1 + way * (steep - 1)))
    back = numpy.clip(numpy.clip(low, 0, 1) @ numpy.linalg.inv(TO_2020).T, 0, 1)
    signal = numpy.where(back <= 0.0031308, back * 12.92, 1.055 * back ** (1 / 2.4) - 0.055)
    return Image.fromarray((signal * 255).round().astype("uint8"))
for brightness in (1, 3):
    lit = light * brightness
    numbered(f"pq-2020-{brightness}.heic", encode(ten(pq(lit)), **coding(9)), shown(lit), 9, 16, 9, bits=10)
numbered("hlg-2020.heic", encode(ten(hlg(light)), **coding(9)), shown(light), 9, 18, 9, bits=10)

# AVIF names its colours by the same boxes.
def avif(name, image, seen, *numbers):
    image.save("spare.png")
    subprocess.run(["heif-enc", "-A", "-q", "95", "-p", "chroma=444", "-o", name, "spare.png"], check=True)
    # It says that it does not know.
    file = open(name, "rb").read()
    open(name, "wb").write(file.replace(b"nclx\0\2\0\2", b"nclx" + struct.pack(">HH", *numbers)))
    os.remove("spare.png"); judge(name, seen)
avif("nclx-p3.avif", small, in_srgb(small, P3), 12, 13)
avif("pq-2020.avif", Image.fromarray((pq(light) * 255).round().astype("uint8")), shown(light), 9, 16)

# And PNG by a chunk.
def chunk(kind, body): return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
def cicp(name, image, seen, *numbers):
    image.save(name)
    file = open(name, "rb").read()
    open(name, "wb").write(file[:33] + chunk(b"cICP", bytes([*numbers, 0, 1])) + file[33:]); judge(name, seen)
cicp("cicp-p3.png", small, in_srgb(small, P3), 12, 13)
cicp("cicp-srgb.png", small, small, 1, 13)
cicp("cicp-hlg.png", Image.fromarray((hlg(light) * 255).round().astype("uint8")), shown(light), 9, 18)

json.dump(expected, open("expected.json", "w"), indent=2); open("expected.json", "a").write("\n")
