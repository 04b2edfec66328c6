"""Measures an exported detector at several input sizes: python -m logotrain.evaluate --help

Ways to feed a picture, as the product's stages do: "640" at most the area of a square of that side; "640x1.5" the
same, small pictures blown up by half at most.
"""

import argparse
import json
import time
from pathlib import Path

import cv2
import numpy as np

from .detect import OnnxDetector
from .pictures import apart_scenes, labelled_photos, plain_pictures
from .score import markdown, on_target, rates, threshold_for

WIDTHS_PX = (0, 24, 40, 80, 160, 10_000)  # of marks, for recall by size


def main() -> None:
    args = parse()
    cv2.setNumThreads(1)
    detector = OnnxDetector(args.model, args.threads)
    sets = {"photos": list(labelled_photos(args.photos)) if args.photos else [], "plain": list(plain_pictures(args.plain)), "scenes": list(apart_scenes(args.work, args.scenes)) if args.work else []}
    results = {}
    for way in args.ways:
        results[way] = {name: [measure(detector, picture, way) for picture in pictures] for name, pictures in sets.items()}
        report(way, results[way], args.allowed)
    if args.out:
        args.out.write_text(json.dumps(results, indent=1))


def measure(detector, picture, way: str) -> dict:
    image = picture.open()
    begun = time.perf_counter()
    found = look(detector, image, way)
    row = {"name": picture.name, "label": picture.label, "score": round(found.score, 4), "box": [round(v, 1) for v in found.box], "ms": (time.perf_counter() - begun) * 1000}
    sure = [b for b in picture.boxes if b[4]]
    if sure:
        row["width"] = float(max(max(b[2] - b[0], b[3] - b[1]) for b in sure))
        row["on_target"] = any(on_target(found.box, b) for b in sure)
    return row


def look(detector, image, way: str):
    side, _, enlarge = way.partition("x")
    return detector.best(image, int(side), float(enlarge or 1))


def report(way: str, sets: dict, allowed: float) -> None:
    plain = [r["score"] for name in ("plain", "photos", "scenes") for r in sets[name] if r["label"] in ("none", "text")]
    everyday = [r["score"] for name in ("plain", "photos") for r in sets[name] if r["label"] in ("none", "text")]
    times = [r["ms"] for name in ("plain", "photos") for r in sets[name]] or [r["ms"] for r in sets["scenes"]]
    strict = threshold_for(everyday or plain, allowed)
    print(f"\n## {way}: {np.median(times):.1f} ms a picture (median), threshold for {allowed:.3%} of {len(everyday)} plain pictures: {strict:.3f}\n")
    rows = []
    for threshold in sorted({0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, round(strict, 3)}):
        row = {"threshold": threshold}
        photos = [r for r in sets["photos"] if r["label"] != "tiny"]
        if photos:
            got = rates([r["score"] for r in photos], [r["label"] == "logo" for r in photos], threshold)
            row |= {"photos F1": got["f1"], "precision": got["precision"], "recall": got["recall"]}
            row["tiny found"] = sum(r["score"] >= threshold for r in sets["photos"] if r["label"] == "tiny")
        if sets["plain"]:
            row["false, plain"] = f"{sum(r['score'] >= threshold for r in sets['plain'])}/{len(sets['plain'])}"
        scenes = [r for r in sets["scenes"] if r["label"] != "unsure"]
        if scenes:
            got = rates([r["score"] for r in scenes], [r["label"] == "logo" for r in scenes], threshold)
            row |= {"scenes F1": got["f1"], "scenes precision": got["precision"], "scenes recall": got["recall"]}
        rows.append(row)
    print(markdown(rows))
    by_width(sets["scenes"], strict)
    wrong(sets["photos"] + sets["plain"], strict)


def by_width(scenes: list, threshold: float) -> None:
    rows = []
    for low, high in zip(WIDTHS_PX, WIDTHS_PX[1:]):
        part = [r for r in scenes if r["label"] == "logo" and low <= r["width"] < high]
        if part:
            rows.append({"largest mark, px": f"{low}–{high}", "scenes": len(part), "found": np.mean([r["score"] >= threshold for r in part]).item(), "on the mark": np.mean([r["score"] >= threshold and r["on_target"] for r in part]).item()})
    if rows:
        print("\n" + markdown(rows))


def wrong(rows: list, threshold: float) -> None:
    for row in rows:
        found = row["score"] >= threshold
        if row["label"] in ("logo", "tiny") and not found:
            print(f"missed {row['label']:5} {row['score']:.3f} {row.get('width', 0):.0f} px {row['name']}")
        elif row["label"] in ("none", "text") and found:
            print(f"false  {row['label']:5} {row['score']:.3f} {row['name']}")


def parse():
    parser = argparse.ArgumentParser(description="Precision, recall, F1, speed of an exported detector.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--ways", nargs="+", default=["640", "2560"])
    parser.add_argument("--photos", type=Path, help="folder with labels.csv")
    parser.add_argument("--plain", type=Path, nargs="*", default=[], help="folders of pictures without the logo")
    parser.add_argument("--work", type=Path, help="where logotrain.data wrote scenes held apart")
    parser.add_argument("--scenes", type=int, default=1500, help="how many of them")
    parser.add_argument("--allowed", type=float, default=0.002, help="share of plain pictures that may be found")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, help="all scores as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
