"""Makes the pictures of this folder and the numbers they are judged by (README.md)."""
import io, json, os, struct, subprocess, sys, tempfile, zlib
import imagecodecs, numpy, pillow_heif, pillow_jxl, tifffile
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

pillow_heif.register_heif_opener()
PATCH, COLUMNS = 8, 6
folder = tempfile.mkdtemp()
def spare(name): return os.path.join(folder, name)
LEVELS = [
    (0, 0, 0), (64, 64, 64), (128, 128, 128), (192, 192, 192), (255, 255, 255), (32, 32, 32),
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255),
    (160, 40, 40), (40, 160, 40), (40, 40, 160), (160, 160, 60), (60, 160, 160), (160, 60, 160),
    (220, 180, 160), (90, 60, 50), (100, 120, 160), (90, 110, 70), (230, 120, 40), (20, 60, 90),
]
SIZE = (PATCH * COLUMNS, PATCH * len(LEVELS) // COLUMNS)

def patches(colours, mode):
    """One square for each colour, row by row."""
    image = Image.new(mode, SIZE)
    for index, colour in enumerate(colours):
        x, y = index % COLUMNS * PATCH, index // COLUMNS * PATCH
        image.paste(colour, (x, y, x + PATCH, y + PATCH))
    return image

# Profiles, built from their numbers.
def fixed(value): return struct.pack(">i", round(value * 65536))
def xyz(values): return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))
def gamma(value): return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))
SRGB_CURVE = b"para\0\0\0\0\0\3\0\0" + b"".join(map(fixed, (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)))
D50 = (0.9642, 1, 0.8249)

def profile(kind, space, connection, tags):
    tags = {"desc": b"desc\0\0\0\0\0\0\0\5test\0" + bytes(78), "cprt": b"text\0\0\0\0none\0", "wtpt": xyz(D50), **tags}
    table, body, end = b"", b"", 132 + 12 * len(tags)
    for name, tag in tags.items():
        table += name.encode() + struct.pack(">II", end + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    head = struct.pack(">I4xI", end + len(body), 0x02100000) + kind + space + connection + bytes(12) + b"acsp" + bytes(28) + b"".join(map(fixed, D50)) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body

def matrix(primaries, white, curve):
    """An RGB profile from chromaticities, adapted to D50 by Bradford."""
    column = lambda x, y: numpy.array([x / y, 1, (1 - x - y) / y])
    columns = numpy.array([column(*point) for point in primaries]).T
    columns = columns * numpy.linalg.solve(columns, column(*white))
    cone = numpy.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    adapt = numpy.linalg.inv(cone) @ numpy.diag((cone @ numpy.array(D50)) / (cone @ column(*white))) @ cone
    red, green, blue = (adapt @ columns).T
    return profile(b"mntr", b"RGB ", b"XYZ ", {"rXYZ": xyz(red), "gXYZ": xyz(green), "bXYZ": xyz(blue), "rTRC": curve, "gTRC": curve, "bTRC": curve})

D65 = (0.3127, 0.329)
P3 = matrix([(0.68, 0.32), (0.265, 0.69), (0.15, 0.06)], D65, SRGB_CURVE)
ADOBE = matrix([(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)], D65, gamma(563 / 256))
PROPHOTO = matrix([(0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001)], (0.3457, 0.3585), gamma(1.8))
GREY = profile(b"mntr", b"GRAY", b"XYZ ", {"kTRC": gamma(1.4)})

def inks():
    """A press of four inks: a table of five steps each to Lab, darker and duller than any formula a viewer would guess."""
    steps, table = 5, bytearray()
    lab = ImageCms.createProfile("LAB")
    corners = []
    for c in range(steps):
        for m in range(steps):
            for y in range(steps):
                for k in range(steps):
                    cover = [value / (steps - 1) for value in (c, m, y, k)]
                    corners.append(tuple(round(255 * (1 - 0.9 * ink) * (1 - 0.85 * cover[3]) * (0.97 - 0.1 * cover[(n + 1) % 3])) for n, ink in enumerate(cover[:3])))
    strip = Image.new("RGB", (len(corners), 1)); strip.putdata(corners)
    inlab = ImageCms.profileToProfile(strip, ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    raw = inlab.tobytes()
    for index in range(len(corners)):
        l, a, b = raw[index * 3 : index * 3 + 3]
        table += bytes((l, (a + 128) % 256, (b + 128) % 256))
    identity = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, steps, 0)) + b"".join(fixed(v) for v in (1, 0, 0, 0, 1, 0, 0, 0, 1)) + identity * 4 + bytes(table) + identity * 3
    return profile(b"prtr", b"CMYK", b"Lab ", {"A2B0": lut})

INKS = inks()
expected = {}

def look(image, icc, mode="RGB"):
    """What the picture is in sRGB, by littlecms."""
    if icc is None: return image.convert(mode)
    source = icc if not isinstance(icc, bytes) else ImageCms.ImageCmsProfile(io.BytesIO(icc))
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    plain = image.convert("RGB") if alpha else image
    seen = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB")
    if alpha: seen.putalpha(alpha)
    return seen

def judge(name, icc, mode="RGB", upright=False):
    """Notes the colour in the middle of each square, row by row."""
    image = Image.open(name)
    if upright: image = ImageOps.exif_transpose(image)
    seen = look(image, icc, mode)
    columns, rows = seen.width // PATCH, seen.height // PATCH
    colours = [list(seen.getpixel((x * PATCH + PATCH // 2, y * PATCH + PATCH // 2))) for y in range(rows) for x in range(columns)]
    expected[name] = {"width": seen.width, "height": seen.height, "colours": colours}

JPEG = dict(quality=95, subsampling=0)
rgb = patches(LEVELS, "RGB")
rgb.save("display-p3.jpg", icc_profile=P3, **JPEG); judge("display-p3.jpg", P3)
rgb.save("adobe-rgb.jpg", icc_profile=ADOBE, **JPEG); judge("adobe-rgb.jpg", ADOBE)
rgb.save("prophoto.png", icc_profile=PROPHOTO); judge("prophoto.png", PROPHOTO)
rgb.save("display-p3.webp", icc_profile=P3, lossless=True); judge("display-p3.webp", P3)
rgb.save("display-p3.avif", icc_profile=P3, quality=95, subsampling="4:4:4"); judge("display-p3.avif", P3)
rgb.save("adobe-rgb.tiff", icc_profile=ADOBE, compression="tiff_lzw"); judge("adobe-rgb.tiff", ADOBE)
grey = rgb.convert("L")
grey.save("grey-gamma.jpg", icc_profile=GREY, **JPEG); judge("grey-gamma.jpg", GREY)
grey.save("grey-gamma.png", icc_profile=GREY); judge("grey-gamma.png", GREY)

def chunk(kind, body): return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
def png(name, samples, colour_type, *chunks):
    """A 16-bit PNG, or any with chunks of its own."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    head = struct.pack(">IIBBBBB", SIZE[0], SIZE[1], 16, colour_type, 0, 0, 0)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
def iccp(icc): return chunk(b"iCCP", b"test\0\0" + zlib.compress(icc, 9))
def inserted(name, image, *chunks):
    image.save(name)
    file = open(name, "rb").read()
    open(name, "wb").write(file[:33] + b"".join(chunks) + file[33:])

wide = numpy.asarray(rgb).astype(int) * 257
def judge_as(name, image, icc): seen = look(image, icc); expected[name] = {"width": seen.width, "height": seen.height, "colours": [list(seen.getpixel((x * PATCH + 4, y * PATCH + 4))) for y in range(4) for x in range(6)]}
png("prophoto-16.png", wide, 2, iccp(PROPHOTO)); judge_as("prophoto-16.png", rgb, PROPHOTO)
png("srgb-16.png", wide, 2); judge_as("srgb-16.png", rgb, None)
png("grey-gamma-16.png", numpy.asarray(grey).astype(int) * 257, 0, iccp(GREY)); judge_as("grey-gamma-16.png", grey, GREY)
tifffile.imwrite("display-p3-16.tiff", wide.astype("uint16"), photometric="rgb", compression="deflate", iccprofile=P3, metadata=None); judge_as("display-p3-16.tiff", rgb, P3)

def gama(value): return chunk(b"gAMA", struct.pack(">I", round(value * 100000)))
def chrm(white, primaries): return chunk(b"cHRM", struct.pack(">8I", *(round(v * 100000) for v in [*white, *(v for point in primaries for v in point)])))
SRGB_POINTS = [(0.64, 0.33), (0.3, 0.6), (0.15, 0.06)]
ADOBE_POINTS = [(0.64, 0.33), (0.21, 0.71), (0.15, 0.06)]
inserted("gama.png", rgb, gama(1)); judge_as("gama.png", rgb, matrix(SRGB_POINTS, D65, gamma(1)))
inserted("gama-chrm.png", rgb, gama(256 / 563), chrm(D65, ADOBE_POINTS)); judge_as("gama-chrm.png", rgb, ADOBE)
inserted("gama-grey.png", grey, gama(1 / 1.4)); judge_as("gama-grey.png", grey, GREY)
inserted("gama-srgb.png", rgb, gama(0.45455), chrm(D65, SRGB_POINTS)); judge_as("gama-srgb.png", rgb, None)
inserted("gama-overruled.png", rgb, chunk(b"sRGB", b"\0"), gama(1)); judge_as("gama-overruled.png", rgb, None)
png("gama-chrm-16.png", wide, 2, gama(256 / 563), chrm(D65, ADOBE_POINTS)); judge_as("gama-chrm-16.png", rgb, ADOBE)
inserted("gama-palette.png", rgb.quantize(32), gama(1)); judge_as("gama-palette.png", Image.open("gama-palette.png").convert("RGB"), matrix(SRGB_POINTS, D65, gamma(1)))

# Inks: each colour by an amount of its own, not by a conversion.
CMYK = [(255 - r, 255 - g, 255 - b, (r * 3 + g * 5 + b * 7) % 160) for r, g, b in LEVELS]
ink = patches(CMYK, "CMYK")
ink.save("cmyk-profile.jpg", icc_profile=INKS, **JPEG); judge("cmyk-profile.jpg", INKS)
ink.save("cmyk.tiff", icc_profile=INKS, compression="tiff_lzw"); judge("cmyk.tiff", INKS)
PLAIN = open(sys.argv[1], "rb").read()
ink.save("cmyk.jpg", **JPEG); judge("cmyk.jpg", PLAIN)
ycck = imagecodecs.jpeg8_encode(255 - numpy.asarray(ink), level=95, colorspace="CMYK", outcolorspace="YCCK", subsampling="444")
open("ycck.jpg", "wb").write(ycck); judge("ycck.jpg", PLAIN)
part = b"ICC_PROFILE\0\1\1" + INKS
open("ycck-profile.jpg", "wb").write(ycck[:2] + b"\xff\xe2" + struct.pack(">H", len(part) + 2) + part + ycck[2:]); judge("ycck-profile.jpg", INKS)

lab = ImageCms.profileToProfile(rgb, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
lab.save("lab.tiff", compression="tiff_lzw"); judge("lab.tiff", ImageCms.createProfile("LAB"))

bits = patches([255 if index % 3 else 0 for index in range(24)], "L").convert("1")
bits.save("one-bit.png"); judge("one-bit.png", None)
bits.save("one-bit.tiff", compression="group4"); judge("one-bit.tiff", None)
clear = patches([(*colour, 255 - index * 10) for index, colour in enumerate(LEVELS)], "RGBA")
clear.quantize(32).save("palette-alpha.png"); judge("palette-alpha.png", None, "RGBA")
clear.save("alpha-p3.png", icc_profile=P3); judge("alpha-p3.png", P3)

def turned(name, orientation, **options):
    exif = Image.Exif(); exif[0x112] = orientation
    rgb.save(name, exif=exif.tobytes(), **options); judge(name, None, upright=True)
for orientation in (2, 3, 5, 6, 8):
    turned(f"orientation-{orientation}.avif", orientation, quality=95, subsampling="4:4:4")
turned("orientation-6.jpg", 6, **JPEG)
turned("orientation-6.png", 6)
turned("orientation-6.webp", 6, lossless=True)
turned("orientation-6.tiff", 6, compression="tiff_lzw")
turned("orientation-5.heic", 5, quality=95, chroma=444)

rgb.save("display-p3.heic", icc_profile=P3, quality=95, chroma=444); judge("display-p3.heic", P3)
turned("orientation-6.heic", 6, quality=95, chroma=444)
clear.save("alpha.heic", quality=95, chroma=444); judge("alpha.heic", None, "RGBA")
pillow_heif.from_bytes("RGB;16", SIZE, wide.astype("<u2").tobytes()).save("ten-bit.heic", quality=95, chroma=444, save_to_12bit=False); judge("ten-bit.heic", None)

rgb.save("display-p3.png", icc_profile=P3); 
def jxl(name, source, *options):
    subprocess.run(["cjxl", source, name, "--quiet", *options], check=True)
jxl("display-p3.jxl", "display-p3.png", "-d", "0"); judge_as("display-p3.jxl", rgb, P3)
jxl("lossy.jxl", "srgb-16.png", "-d", "0.3"); judge_as("lossy.jxl", rgb, None)
clear.save(spare("clear.png")); jxl("alpha.jxl", spare("clear.png"), "-d", "0"); judge_as("alpha.jxl", clear, None)
expected["alpha.jxl"]["colours"] = [[*colour, 255 - index * 10] for index, colour in enumerate(LEVELS)]
grey.save(spare("grey.png")); jxl("grey.jxl", spare("grey.png"), "-d", "0"); judge_as("grey.jxl", grey, None)
jxl("orientation-6.jxl", "orientation-6.jpg"); expected["orientation-6.jxl"] = expected["orientation-6.jpg"]
subprocess.run(["rm", "display-p3.png"])

# What scanners, cameras of old and drawing programs write beside that.
def tiff(name, samples, **about): tifffile.imwrite(name, samples, compression="deflate", metadata=None, **about)
judge_same = lambda name, image: judge_as(name, image, None)
ink.save("cmyk-plain.tiff", compression="tiff_lzw"); judge("cmyk-plain.tiff", PLAIN)
tiff("cmyk-16.tiff", (numpy.asarray(ink).astype(int) * 257).astype("uint16"), photometric="separated", iccprofile=INKS); judge_as("cmyk-16.tiff", ink, INKS)
signed = numpy.frombuffer(lab.tobytes(), "uint8").reshape(SIZE[1], SIZE[0], 3)
fine = numpy.stack([signed[..., 0].astype(int) * 257, signed[..., 1].view("int8").astype(int) * 256, signed[..., 2].view("int8").astype(int) * 256], -1)
tiff("lab-16.tiff", fine.astype("uint16"), photometric="cielab"); expected["lab-16.tiff"] = expected["lab.tiff"]
tiff("min-is-white.tiff", 255 - numpy.asarray(grey), photometric="miniswhite"); judge_same("min-is-white.tiff", grey)
tiff("grey-gamma.tiff", numpy.asarray(grey), photometric="minisblack", iccprofile=GREY); judge_as("grey-gamma.tiff", grey, GREY)
tiff("grey-16.tiff", (numpy.asarray(grey).astype(int) * 257).astype("uint16"), photometric="minisblack"); judge_same("grey-16.tiff", grey)
rgb.quantize(32).save("palette.tiff", compression="tiff_lzw"); judge_same("palette.tiff", Image.open("palette.tiff").convert("RGB"))
tiff("planar-p3.tiff", numpy.moveaxis(numpy.asarray(rgb), -1, 0), photometric="rgb", planarconfig="separate", iccprofile=P3); judge_as("planar-p3.tiff", rgb, P3)
part_clear = numpy.asarray(clear).astype(float)
associated = numpy.concatenate([numpy.round(part_clear[..., :3] * part_clear[..., 3:] / 255), part_clear[..., 3:]], -1).astype("uint8")
tiff("associated-alpha.tiff", associated, photometric="rgb", extrasamples=["assocalpha"]); judge_same("associated-alpha.tiff", clear)
expected["associated-alpha.tiff"]["colours"] = [[*colour, 255 - index * 10] for index, colour in enumerate(LEVELS)]
png("alpha-p3-16.png", numpy.asarray(clear).astype(int) * 257, 6, iccp(P3)); judge_as("alpha-p3-16.png", clear, P3)
faded = Image.merge("LA", (grey, clear.getchannel("A")))
faded.save("grey-alpha.png"); judge("grey-alpha.png", None, "RGBA")
png("grey-alpha-16.png", numpy.asarray(faded).astype(int) * 257, 4); expected["grey-alpha-16.png"] = expected["grey-alpha.png"]
rgb.save("key-colour.png", transparency=LEVELS[6]); judge("key-colour.png", None, "RGBA")
rgb.save("adobe-rgb.png", icc_profile=ADOBE); judge("adobe-rgb.png", ADOBE)
rgb.save("prophoto.jpg", icc_profile=PROPHOTO, **JPEG); judge("prophoto.jpg", PROPHOTO)
def packed(name, depth):
    """A grey PNG of so many bits a pixel."""
    levels = 2**depth - 1
    values = numpy.asarray(patches([index * 7 % (levels + 1) for index in range(24)], "L"))
    bits = (values[..., None] >> numpy.arange(depth - 1, -1, -1) & 1).reshape(values.shape[0], -1)
    rows = b"".join(b"\0" + numpy.packbits(row).tobytes() for row in bits)
    head = struct.pack(">IIBBBBB", SIZE[0], SIZE[1], depth, 0, 0, 0, 0)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
    judge_same(name, Image.fromarray((values.astype(int) * 255 // levels).astype("uint8")).convert("RGB"))
packed("two-bit.png", 2)
packed("four-bit.png", 4)
open("rgb.jpg", "wb").write(imagecodecs.jpeg8_encode(numpy.asarray(rgb), level=95, colorspace="RGB", outcolorspace="RGB")); judge("rgb.jpg", None)

def told(about): return f"{about['width']}x{about['height']} " + " ".join(",".join(map(str, colour)) for colour in about["colours"])
lines = ",\n".join(f'  "{name}": "{told(about)}"' for name, about in sorted(expected.items()))
open("expected.json", "w").write("{\n" + lines + "\n}\n")
