"""Makes the numbers by which colours that are kept are judged (README.md): what djxl makes of each file, in Lab."""
import io, json, os, subprocess, tempfile
import numpy
from PIL import Image, ImageCms

FILES = ["adobe-rgb", "prophoto-sixteen-bit", "prophoto-lossy", "display-p3-lossy", "display-p3-by-number", "../colour/display-p3"]
PATCH = 8
# Linear sRGB to XYZ under D50.
TO_XYZ = numpy.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]])
folder = tempfile.mkdtemp()
def spare(name): return os.path.join(folder, name)
def djxl(name, to, *options): subprocess.run(["djxl", name + ".jxl", to, "--quiet", *options], check=True)

def by_profile(name):
    """Pixels that are stored in their space, by littlecms."""
    djxl(name, spare("seen.png"), "--icc_out", spare("seen.icc"))
    seen = Image.open(spare("seen.png")).convert("RGB")
    profile = ImageCms.ImageCmsProfile(io.BytesIO(open(spare("seen.icc"), "rb").read()))
    lab = numpy.asarray(ImageCms.profileToProfile(seen, profile, ImageCms.createProfile("LAB"), renderingIntent=1, outputMode="LAB"))
    return numpy.dstack([lab[..., 0] * (100 / 255), lab[..., 1:].astype("int8")])

def by_light(name):
    """Pixels that are stored as the eye has them, in floats that nothing cuts."""
    djxl(name, spare("seen.npy"), "--color_space=RGB_D65_SRG_Rel_Lin")
    light = numpy.load(spare("seen.npy"))[0]
    share = light @ TO_XYZ.T / [0.9642, 1, 0.8249]
    x, y, z = numpy.moveaxis(numpy.where(share > (6 / 29) ** 3, numpy.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29), 2, 0)
    return numpy.dstack([116 * y - 16, 500 * (x - y), 200 * (y - z)])

numbers = {}
for name in FILES:
    lab = by_light(name) if name.endswith(("lossy", "number")) else by_profile(name)
    squares = lab[PATCH // 2 :: PATCH, PATCH // 2 :: PATCH].reshape(-1, 3)
    numbers[name + ".jxl"] = " ".join(",".join(str(round(float(value), 1)) for value in square) for square in squares)

json.dump(numbers, open("wide.json", "w"), indent=2); open("wide.json", "a").write("\n")
