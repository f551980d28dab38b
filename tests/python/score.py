"""The timing score, version 1, computed a second time.

Follows the rules as ARCHITECTURE.md has them and shares nothing with `domain/practice`. Reads a list of answers as
JSON and prints the list of their scores.
"""

import json
import sys


def score(answer):
    sections = answer["sections"]
    headline = answer["headline_s"]
    scale = 1
    if answer["fit"] == "headline":
        scale = headline / sum_of_budgets(sections)
    spoken = [part for part in answer["segments"] if part["section"] != "off_clock"]
    scores = [section_score(section, scale, spoken) for section in sections]

    elapsed = sum(section["elapsed_s"] for section in scores)
    low = sum(section["low_s"] for section in scores)
    high = sum(section["high_s"] for section in scores)
    total = {"elapsed_s": elapsed, "low_s": low, "high_s": high, "score": 100 * fitness(elapsed, low, high)}
    order = order_of([section["section"] for section in sections], spoken)

    if all(section["verdict"] == "missing" for section in scores):
        total["score"] = order = timing = 0
    else:
        mean = sum(section["score"] for section in scores) / len(scores)
        timing = (0.8 * mean + 0.2 * total["score"]) * (0.8 + 0.2 * order)
    return {
        "sections": scores,
        "total": total,
        "order_score": 100 * order,
        "timing_score": timing,
        "headline_overrun_s": None if headline is None else elapsed - headline,
    }


def sum_of_budgets(sections):
    if any(section["min_s"] != section["max_s"] for section in sections):
        raise ValueError("the rules scale point budgets only")
    return sum(section["max_s"] for section in sections)


def section_score(section, scale, spoken):
    own = [part for part in spoken if part["section"] == section["section"]]
    elapsed = sum(part["elapsed_s"] for part in own)
    speech = sum(part["speech_s"] for part in own)
    low, high = band(section["min_s"] * scale, section["max_s"] * scale)
    missing = speech < 1 or speech < 0.1 * elapsed
    if missing:
        verdict = "missing"
    elif elapsed < low:
        verdict = "short"
    elif elapsed <= high:
        verdict = "on_time"
    elif elapsed <= 1.5 * high:
        verdict = "long"
    else:
        verdict = "over"
    return {
        "section": section["section"],
        "elapsed_s": elapsed,
        "low_s": low,
        "high_s": high,
        "score": 0 if missing else 100 * fitness(elapsed, low, high),
        "verdict": verdict,
    }


def band(least, most):
    if least < most:
        return least, most
    grace = max(0.1 * least, 2)
    return least - grace, least + grace


def fitness(elapsed, low, high):
    if elapsed < low:
        return max(0, (elapsed - low / 2) / (low / 2))
    if elapsed > high:
        return max(0, (1.5 * high - elapsed) / (high / 2))
    return 1


def order_of(sections, spoken):
    told = [sections.index(part["section"]) for part in spoken]
    changes = [(before, after) for before, after in zip(told, told[1:]) if before != after]
    if not changes:
        return 1
    return sum(after > before for before, after in changes) / len(changes)


if __name__ == "__main__":
    json.dump([score(answer) for answer in json.load(sys.stdin)], sys.stdout)
