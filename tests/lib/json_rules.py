#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests do with JSON of statewall's.

  check SCHEMA [FILE...]  each file holds documents, one behind the other (stdin: none is named); they fit the
                          schema, and the words of each rule, joined, are its text
  save FAMILY             a document of "list" or "save" as a save file of that family, with counters
  get EXPRESSION          the document is d: prints what Python makes of that"""
import json
import re
import sys


def split(text):
    """The words of a line as a save file's reader takes them."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted) if not bare else bare for quoted, bare in found]


def address(a):
    return "%s/%s" % (a["address"], a["prefix"] if "prefix" in a else a["mask"])


OWN = (("source", "-s", address), ("destination", "-d", address), ("in", "-i", lambda a: a["name"]),
       ("out", "-o", lambda a: a["name"]), ("protocol", "-p", lambda a: a["name"]), ("fragment", "-f", None))


def options(part):
    for o in part["options"]:
        yield from ["!"] * o.get("not", False) + ["--" + o["name"]] + o["values"]


def joined(words):
    """All words behind -A CHAIN."""
    out = []
    for member, option, value in OWN:
        if member in words:
            out += ["!"] * words[member].get("not", False) + [option]
            out += [value(words[member])] if value else []
    for m in words["matches"]:
        out += ["-m", m["name"], *options(m)]
    if "target" in words:
        t = words["target"]
        out += ["-g" if t["kind"] == "goto" else "-j", t["name"], *options(t)]
    return out


def rules(value):
    """Everything that has words, wherever it stands, with its text."""
    if isinstance(value, list):
        for v in value:
            yield from rules(v)
    elif isinstance(value, dict):
        if "words" in value:
            yield value["text"], value
        for v in value.values():
            yield from rules(v)


def documents(text):
    decoder = json.JSONDecoder()
    text = text.lstrip()
    while text:
        d, end = decoder.raw_decode(text)
        yield d
        text = text[end:].lstrip()


def check(schema, texts):
    import jsonschema
    with open(schema, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    n = 0
    for text in texts:
        for d in documents(text):
            for error in validator.iter_errors(d):
                below = sorted(error.context, key=lambda e: len(e.absolute_path))
                sys.exit("%s: %s" % ("/".join(map(str, (below or [error])[-1].absolute_path)),
                                     (below or [error])[-1].message))
            n += 1
            for text, rule in rules(d):
                if rule["words"] is None or not rule.get("exact", True):
                    continue
                want, got = split(text)[2:], joined(rule["words"])
                if want != got:
                    sys.exit("%s\nits words: %s" % (text, got))
                comments = [m["options"][0]["values"][0] for m in rule["words"]["matches"] if m["name"] == "comment"]
                if "change" not in rule and rule.get("comment") != (comments + [None])[0]:
                    sys.exit("%s\nits comment: %s" % (text, rule.get("comment")))
    if not n:
        sys.exit("no document")


def save(d, family):
    for f in d["families"]:
        for t in f["tables"] if f["family"] == family else []:
            print("*" + t["table"])
            for c in t["chains"]:
                print(":%s %s [%d:%d]" % (c["chain"], c.get("policy", "-"), c.get("packets", 0), c.get("bytes", 0)))
            for c in t["chains"]:
                for r in c["rules"]:
                    print("[%d:%d] %s" % (r["packets"], r["bytes"], r["text"]))
            print("COMMIT")


def read(name):
    with open(name, encoding="utf-8") as f:
        return f.read()


if __name__ == "__main__":
    if sys.argv[1] == "check":
        check(sys.argv[2], map(read, sys.argv[3:]) if sys.argv[3:] else [sys.stdin.read()])
    elif sys.argv[1] == "save":
        save(json.load(sys.stdin), sys.argv[2])
    elif sys.argv[1] == "get":
        print(eval(sys.argv[2], {"d": json.load(sys.stdin)}))
