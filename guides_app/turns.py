"""How a photo is turned upright, by what its camera noted of it (the tag Orientation of EXIF). Pure."""

ORIENTATION = 0x0112
# What the camera noted, and the turn or mirroring that undoes it, by its name in Pillow. 1 is upright already.
UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
