"""Renders training scenes and scenes held apart: python -m logotrain.data --help"""

import argparse
import hashlib
import json
import multiprocessing
import re
import time
from pathlib import Path

import cv2

from .render.artwork import load_artwork
from .render.backdrop import MIN_SIDE_PX, list_photos, open_flat
from .render.scene import SceneMaker
from .render import typefaces as faces
from .render.typefaces import typefaces
from .settings import load_settings
from .shards import write_shard

PHOTO_PX = 900  # longer side of a background kept in memory
APART_SEED = 10_000_000  # scenes held apart are numbered from here

maker = {}  # filled before the workers fork: pictures are shared, not copied


def main() -> None:
    args = parse()
    settings = load_settings(args.settings, args.set)["data"]
    cv2.setNumThreads(1)
    faces.FOLDERS += tuple(args.typefaces)
    art = load_artwork(args.artwork)
    train_files, apart_files = split(list_photos(args.backgrounds), settings["held_apart_share"])
    print(f"{len(train_files)} backgrounds to train on, {len(apart_files)} held apart, {len(typefaces())} typefaces")
    jobs = []
    for part, files, first, count in (("apart", apart_files, APART_SEED, settings["held_apart"]), ("train", train_files, args.first, settings["scenes"])):
        maker[part] = SceneMaker(art, args.name, open_all(files), settings)
        folder = args.work / "scenes" / part
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(first, first + count, settings["shard"]):
            path = folder / f"{start:09d}.npz"
            if not path.exists():
                jobs.append((part, start, min(settings["shard"], first + count - start), path))
    manifest(args, settings, train_files, apart_files)
    begun = time.time()
    with multiprocessing.get_context("fork").Pool(args.processes) as pool:
        for done, path in enumerate(pool.imap(render_shard, jobs), 1):
            print(f"{done}/{len(jobs)} {path.name} {time.time() - begun:.0f} s", flush=True)


def render_shard(job) -> Path:
    part, start, count, path = job
    cv2.setNumThreads(1)
    write_shard(path, [maker[part].scene(start + k) for k in range(count)])
    return path


def split(files: list, share: float):
    """By name, so that one picture in several sizes stays on one side."""
    def apart(path: Path) -> bool:
        name = re.sub(r"\d+x\d+", "", "/".join(path.parts[-4:]))
        return hashlib.sha256(name.encode()).digest()[0] < 256 * share

    return [p for p in files if not apart(p)], [p for p in files if apart(p)]


def open_all(files: list) -> list:
    images = (open_flat(path, PHOTO_PX) for path in files)
    return [image for image in images if image is not None and min(image.shape[:2]) >= MIN_SIDE_PX]


def manifest(args, settings, train_files, apart_files) -> None:
    names = {"train": [p.name for p in train_files], "apart": [p.name for p in apart_files]}
    path = args.work / "data.json"
    earlier = json.loads(path.read_text()) if path.exists() else []
    record = {
        "first": args.first,
        "artwork_sha256": hashlib.sha256(Path(args.artwork).read_bytes()).hexdigest(),
        "name": args.name,
        "settings": settings,
        "backgrounds": {k: {"count": len(v), "names_sha256": hashlib.sha256("\n".join(v).encode()).hexdigest()} for k, v in names.items()},
        "typefaces": {"count": len(typefaces()), "names_sha256": hashlib.sha256("\n".join(Path(p).name for p in typefaces()).encode()).hexdigest()},
    }
    path.write_text(json.dumps([r for r in earlier if r != record] + [record], indent=1))


def parse():
    parser = argparse.ArgumentParser(description="Render training scenes from one artwork file and folders of backgrounds.")
    parser.add_argument("--artwork", type=Path, required=True, help="the logo, PNG with transparency")
    parser.add_argument("--name", required=True, help="the brand's name as it is written; set in ordinary typefaces it is NOT the logo")
    parser.add_argument("--backgrounds", type=Path, nargs="+", required=True, help="folders of photos without the logo")
    parser.add_argument("--typefaces", nargs="*", default=[], help="more folders with typefaces")
    parser.add_argument("--work", type=Path, required=True, help="where scenes, checkpoints and results go; outside the repository")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--first", type=int, default=0, help="number of the first training scene; another start gives other scenes")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
