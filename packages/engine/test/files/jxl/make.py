"""Makes the JPEG XL files of this folder and the numbers they are judged by (README.md)."""
import io, json, os, struct, subprocess, tempfile, zlib
import numpy
from PIL import Image, ImageCms

LEVELS = [
    (0, 0, 0), (64, 64, 64), (128, 128, 128), (192, 192, 192), (255, 255, 255), (32, 32, 32),
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255),
    (160, 40, 40), (40, 160, 40), (40, 40, 160), (160, 160, 60), (60, 160, 160), (160, 60, 160),
    (220, 180, 160), (90, 60, 50), (100, 120, 160), (90, 110, 70), (230, 120, 40), (20, 60, 90),
]
PATCH, COLUMNS = 8, 6
SIZE = (PATCH * COLUMNS, PATCH * len(LEVELS) // COLUMNS)
folder = tempfile.mkdtemp()
def spare(name): return os.path.join(folder, name)
expected = {}

def patches(colours, mode):
    """One square for each colour, row by row."""
    image = Image.new(mode, SIZE)
    for index, colour in enumerate(colours):
        x, y = index % COLUMNS * PATCH, index // COLUMNS * PATCH
        image.paste(colour, (x, y, x + PATCH, y + PATCH))
    return image

def profile_of(name): return Image.open("../colour/" + name).info["icc_profile"]
def in_srgb(image, profile): return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), renderingIntent=0, outputMode="RGB")

def judge(name, image):
    columns, rows = image.width // PATCH, image.height // PATCH
    colours = [image.getpixel((x * PATCH + 4, y * PATCH + 4)) for y in range(rows) for x in range(columns)]
    expected[name] = f"{image.width}x{image.height} " + " ".join(",".join(map(str, colour)) for colour in colours)

def jxl(name, source, seen, *options):
    subprocess.run(["cjxl", source, name, "--quiet", "-e", "4", *options], check=True)
    if seen is not None: judge(name, seen)

def chunk(kind, body): return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
def png(samples, bits, *chunks):
    """A PNG of any depth that Pillow does not write. Answers its path."""
    channels = 1 if samples.ndim == 2 else samples.shape[2]
    rows = b"".join(b"\0" + row.astype(f">u{bits // 8}").tobytes() for row in samples)
    head = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], bits, {1: 0, 2: 4, 3: 2, 4: 6}[channels], 0, 0, 0)
    path = spare(f"{len(os.listdir(folder))}.png")
    open(path, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path
def iccp(icc): return chunk(b"iCCP", b"test\0\0" + zlib.compress(icc))

rgb = patches(LEVELS, "RGB")
grey = rgb.convert("L")
alpha = patches([255 - index * 6 for index in range(len(LEVELS))], "L")
clear = rgb.copy(); clear.putalpha(alpha)
eight = numpy.asarray(rgb).astype(int)
wide = eight * 257
grey16 = numpy.asarray(grey).astype(int) * 257
alpha16 = numpy.asarray(alpha).astype(int) * 257

# Depths and channels.
jxl("sixteen-bit.jxl", png(wide, 16), rgb, "-d", "0")
jxl("sixteen-bit-alpha.jxl", png(numpy.dstack([wide, alpha16]), 16), clear, "-d", "0")
jxl("grey-sixteen-bit.jxl", png(grey16, 16), grey.convert("RGB"), "-d", "0")
faint = grey.convert("RGB"); faint.putalpha(alpha)
jxl("grey-alpha.jxl", png(numpy.dstack([numpy.asarray(grey), numpy.asarray(alpha)]).astype(int), 8), faint, "-d", "0")
jxl("grey-lossy.jxl", png(numpy.asarray(grey).astype(int), 8), grey.convert("RGB"), "-d", "0.3")
jxl("alpha-lossy.jxl", png(numpy.dstack([eight, numpy.asarray(alpha)]), 8), clear, "-d", "0.3")
def light(samples): return numpy.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)
linear = light(eight / 255).astype("<f4")
pfm = spare("linear.pfm")
open(pfm, "wb").write(b"PF\n%d %d\n-1.0\n" % SIZE + linear[::-1].tobytes())
jxl("float-linear.jxl", pfm, rgb, "-d", "0", "-x", "color_space=RGB_D65_SRG_Rel_Lin")

# Orders in which it comes.
large = Image.fromarray(eight.astype("uint8")).resize((SIZE[0] * 4, SIZE[1] * 4), Image.Resampling.NEAREST)
large.save(spare("large.png"))
jxl("progressive.jxl", spare("large.png"), large, "-d", "0.5", "-p", "--progressive_dc=1")
jxl("responsive.jxl", spare("large.png"), large, "-d", "0", "-R", "1")

# Spaces.
P3, ADOBE, PROPHOTO = profile_of("display-p3.jpg"), profile_of("adobe-rgb.jpg"), profile_of("prophoto.png")
jxl("adobe-rgb.jxl", png(eight, 8, iccp(ADOBE)), in_srgb(rgb, ADOBE), "-d", "0")
jxl("prophoto-sixteen-bit.jxl", png(wide, 16, iccp(PROPHOTO)), in_srgb(rgb, PROPHOTO), "-d", "0")
jxl("display-p3-lossy.jxl", png(wide, 16, iccp(P3)), in_srgb(rgb, P3), "-d", "0.3")
grey_profile = profile_of("grey-gamma.png")
jxl("grey-gamma.jxl", png(numpy.asarray(grey).astype(int), 8, iccp(grey_profile)), in_srgb(grey, grey_profile), "-d", "0")
TO_2020 = numpy.array([[0.627404, 0.329283, 0.043313], [0.069097, 0.919540, 0.011362], [0.016391, 0.088013, 0.895595]])
bright = light(eight / 255) @ TO_2020.T
def pq(value):
    power = (value * 203 / 10000) ** 0.1593017578125
    return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
def hlg(value):
    scene = (value * 0.203) ** (1 / 1.2)
    return numpy.where(scene <= 1 / 12, numpy.sqrt(3 * scene), 0.17883277 * numpy.log(numpy.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073)
def sixteen(samples): return (samples * 65535).round().astype(int)
# No numbers for these: they are refused.
jxl("pq-2020.jxl", png(sixteen(pq(bright)), 16), None, "-d", "0", "-x", "color_space=RGB_D65_202_Rel_PeQ")
jxl("hlg-2020.jxl", png(sixteen(hlg(bright)), 16), None, "-d", "0.3", "-x", "color_space=RGB_D65_202_Rel_HLG")
jxl("display-p3-by-number.jxl", png(wide, 16), in_srgb(rgb, P3), "-d", "0.1", "-x", "color_space=RGB_D65_DCI_Rel_SRG")
jxl("prophoto-lossy.jxl", png(wide, 16, iccp(PROPHOTO)), in_srgb(rgb, PROPHOTO), "-d", "0.1")

# A film, of which the first picture counts.
frames = [rgb, rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
frames[0].save(spare("film.png"), save_all=True, append_images=frames[1:], duration=80, loop=0)
jxl("film.jxl", spare("film.png"), rgb, "-d", "0")

# A JPEG packed as it is.
rgb.save(spare("photo.jpg"), quality=95, subsampling=0)
jxl("packed-jpeg.jxl", spare("photo.jpg"), rgb, "--lossless_jpeg=1")

# The head of this one spells out its orientation, which the test changes.
turned = Image.Exif(); turned[0x112] = 6
rgb.save(spare("turned.jpg"), quality=95, subsampling=0, exif=turned.tobytes())
jxl("turned.jxl", spare("turned.jpg"), None, "--lossless_jpeg=0", "-d", "0.1", "--container=0")

json.dump(expected, open("expected.json", "w"), indent=2); open("expected.json", "a").write("\n")
