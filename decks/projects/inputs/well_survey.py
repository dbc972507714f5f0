"""Make up a survey of wells by three contractors, one of whom names the wrong coordinate system.

    python well_survey.py --out data [--seed 7] [--truth]

Writes wells.csv, wells_east.csv (nothing measured yet), marks.csv (survey marks), farms.csv and
cropland.asc (a raster in EPSG:32633).  --truth prints what was planted, and nitrate in the east,
as JSON.  Needs numpy.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np

WGS84, INTERNATIONAL = (6_378_137.0, 1 / 298.257223563), (6_378_388.0, 1 / 297)
ED50_SHIFT = (87.0, 98.0, 121.0)  # metres, geocentric, from WGS 84 to ED50 (EPSG:1133 reversed)
CORNER, CELL, CELLS = (380_000.0, 5_760_000.0), 100.0, 400  # 40 km by 40 km
WELLS, EAST, VILLAGES, REACH = 540, 120, 40, 150.0
EFFECT, FIELD, NOISE = 1.2, 0.45, 0.20  # of cropland within REACH, of the ground, of the rest
SYSTEMS = {"A": "EPSG:4326", "B": "EPSG:3857", "C": "EPSG:32633"}  # as each of them says


def utm33(lon, lat, ellipsoid=WGS84):
    """Easting and northing in metres (Snyder 1987, Map Projections, equations 8-9 and 8-10)."""
    a, f = ellipsoid
    e2 = f * (2 - f)
    second, phi = e2 / (1 - e2), np.radians(lat)
    n, t = a / np.sqrt(1 - e2 * np.sin(phi) ** 2), np.tan(phi) ** 2
    c, x = second * np.cos(phi) ** 2, np.radians(lon - 15) * np.cos(phi)
    m = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * np.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * np.sin(4 * phi)
        - 35 * e2**3 / 3072 * np.sin(6 * phi)
    )
    east = x + (1 - t + c) * x**3 / 6 + (5 - 18 * t + t**2 + 72 * c - 58 * second) * x**5 / 120
    north = x**2 / 2 + (5 - t + 9 * c + 4 * c**2) * x**4 / 24
    north = m + n * np.tan(phi) * (north + (61 - 58 * t + t**2) * x**6 / 720)
    return 0.9996 * n * east + 500_000, 0.9996 * north


def to_ed50(lon, lat):
    """Longitude and latitude on the European datum of 1950, at height 0."""
    a, f = WGS84
    lam, phi, e2 = np.radians(lon), np.radians(lat), f * (2 - f)
    n = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    x = n * np.cos(phi) * np.cos(lam) + ED50_SHIFT[0]
    y = n * np.cos(phi) * np.sin(lam) + ED50_SHIFT[1]
    z, p = n * (1 - e2) * np.sin(phi) + ED50_SHIFT[2], np.hypot(x, y)
    a, f = INTERNATIONAL
    e2 = f * (2 - f)
    phi = np.arctan2(z, p * (1 - e2))
    for _ in range(5):
        phi = np.arctan2(z + e2 * a / np.sqrt(1 - e2 * np.sin(phi) ** 2) * np.sin(phi), p)
    return np.degrees(np.arctan2(y, x)), np.degrees(phi)


def mercator(lon, lat):
    phi = np.radians(lat)
    return WGS84[0] * np.radians(lon), WGS84[0] * np.arctanh(np.sin(phi))


def given(who, lon, lat):
    """Coordinates as a contractor hands them in."""
    if who == "A":
        return f"{lon:.6f}", f"{lat:.6f}"
    x, y = mercator(lon, lat) if who == "B" else utm33(*to_ed50(lon, lat), INTERNATIONAL)
    return f"{x:.1f}", f"{y:.1f}"


def smooth(rng, width):
    """A random field of mean 0 and deviation 1, smooth over `width` cells."""
    waves = np.fft.fftfreq(CELLS)
    keep = np.exp(-2 * (np.pi * width) ** 2 * (waves[:, None] ** 2 + waves**2))
    field = np.fft.ifft2(np.fft.fft2(rng.normal(size=(CELLS, CELLS))) * keep).real
    return (field - field.mean()) / field.std()


def crop_share(cropland, x, y):
    """The share of cropland among the cells whose centre is within REACH of a point."""
    first, low = (int((x - CORNER[0] - REACH) // CELL), int((y - CORNER[1] - REACH) // CELL))
    span = np.arange(2 * int(REACH // CELL) + 3)
    east = CORNER[0] + (first + span + 0.5) * CELL - x
    north = CORNER[1] + (low + span + 0.5) * CELL - y
    near = north[:, None] ** 2 + east**2 <= REACH**2
    return cropland[low : low + len(span), first : first + len(span)][near].mean()


def spots(rng, count, west, east):
    """Longitudes and latitudes around villages between two lines, in km from the west."""
    centres = rng.uniform([west + 1, 2], [east - 1, 38], (VILLAGES, 2))
    xy = centres[rng.integers(VILLAGES, size=count)] + rng.normal(0, 0.6, (count, 2))
    return 13.27 + np.clip(xy[:, 0], 1.5, 38) / 68.6, 51.98 + np.clip(xy[:, 1], 1.5, 38) / 111.3


def make(seed):
    rng = np.random.default_rng(seed)
    cropland, ground = (smooth(rng, 1.5) > 0).astype(int), smooth(rng, 10)
    lon, lat = np.hstack([spots(rng, WELLS, 1, 21), spots(rng, EAST, 24, 36)])
    x, y = utm33(lon, lat)
    row, column = ((y - CORNER[1]) // CELL).astype(int), ((x - CORNER[0]) // CELL).astype(int)
    share = np.array([crop_share(cropland, *one) for one in zip(x, y, strict=True)])
    level = 2.4 + EFFECT * share + FIELD * ground[row, column] + rng.normal(0, NOISE, len(x))
    who = rng.choice(["A", "B", "C"], WELLS, p=[0.3, 0.3, 0.4])
    wells = [[f"w{i:03d}", who[i], SYSTEMS[who[i]], *given(who[i], lon[i], lat[i]),
              f"{np.exp(level[i]):.1f}"] for i in range(WELLS)]
    east = [[f"e{i:03d}", f"{lon[WELLS + i]:.6f}", f"{lat[WELLS + i]:.6f}"] for i in range(EAST)]
    marks = [[f"m{i}", f"{a:.6f}", f"{b:.6f}", one, SYSTEMS[one],
              *given(one, a + rng.normal(0, 1e-5), b + rng.normal(0, 1e-5))]
             for i, (a, b) in enumerate(zip(*spots(rng, 8, 2, 36), strict=True)) for one in SYSTEMS]
    where = np.column_stack(spots(rng, 25, 2, 20))
    farms = [[f"f{i:02d}", *(f"{one:.1f}" for one in mercator(*where[i]))] for i in range(25)]
    apart = {}
    for name, change in (("true", utm33), ("mercator", mercator)):
        here, there = np.array(change(lon[:WELLS], lat[:WELLS])), np.array(change(*where.T))
        apart[name] = np.hypot(*(here[:, :, None] - there[:, None])).min(axis=1)
    dx, dy = np.array(utm33(*to_ed50(lon, lat), INTERNATIONAL)) - (x, y)
    truth = {
        "contractor_with_the_wrong_system": "C, in EPSG:23033 (ED50), not EPSG:32633",
        "shift_of_c_in_metres_east_and_north": [round(float(one.mean()), 1) for one in (dx, dy)],
        "wells_within_2_km_of_a_farm": int((apart["true"] < 2_000).sum()),
        "the_same_counted_in_web_mercator": int((apart["mercator"] < 2_000).sum()),
        "effect_of_cropland_within_150_m_on_log_nitrate": EFFECT,
        "nitrate_in_the_east": {
            f"e{i:03d}": round(float(np.exp(one)), 1) for i, one in enumerate(level[WELLS:])
        },
    }
    tables = {
        "wells": (["well", "contractor", "crs", "x", "y", "nitrate_mg_l"], wells),
        "wells_east": (["well", "lon", "lat"], east),
        "marks": (["mark", "lon", "lat", "contractor", "crs", "x", "y"], marks),
        "farms": (["farm", "x_3857", "y_3857"], farms),
    }
    return tables, cropland, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    tables, cropland, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, (head, rows) in tables.items():
        with (chosen.out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    head = f"ncols {CELLS}\nnrows {CELLS}\nxllcorner {CORNER[0]}\nyllcorner {CORNER[1]}\n"
    lines = [" ".join(map(str, line)) for line in cropland[::-1]]  # the first line is the north
    text = f"{head}cellsize {CELL}\nNODATA_value -9999\n" + "\n".join(lines) + "\n"
    (chosen.out / "cropland.asc").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
