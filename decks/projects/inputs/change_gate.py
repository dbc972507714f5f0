"""Make up proposed changes to infrastructure, as the JSON that a gate reads, some of them harmful.

    python change_gate.py --out data [--seed 7] [--truth]

Writes for each change a plan, manifests, bill of materials, state and attestation, and for all of
them trust.json, advisories.json, waivers.json and README.txt.  --truth prints which change breaks
which rule, and the look-alikes that break none, as JSON.  Standard library only; keys are made up.
"""

import argparse
import base64
import hmac
import json
import random
from pathlib import Path

TWISTS = {  # how a rule is broken
    "P0": ("truncated_plan", "no_bill"), "P1": ("public_acl", "public_policy", "unknown_acl"),
    "P2": ("wild_list", "wild_service", "not_action"), "P3": ("tag_only", "tag_init", "tag_cron"),
    "P4": ("plain", "encoded", "output"), "P5": ("missing", "tampered", "revoked", "foreign"),
    "P6": ("order", "nested", "expired", "elsewhere"), "P7": ("delete", "replace")}
DECOYS = {"P1": ("public_removed",), "P2": ("deny_all", "narrow_star", "wild_removed"), "P3": ("port",),
          "P4": ("public_key", "reference"), "P6": ("fixed", "waived", "medium"), "P7": ("waived_delete",)}
README = """A change is named by its first part, as in c007.plan.json. Today is 2026-03-09.
P0 Every change has a plan, manifests, bill and state, and each parses; else it is refused.
P1 No object_bucket is left with an acl that begins with public or that is known only after apply; no
   object_bucket_policy allows principal "*" (the policy is JSON within a string).
P2 No iam_policy allows an action "*" or "<service>:*" on resource "*", or everything but some actions
   (NotAction). Action, Resource and Statement are one or a list. Denying is never refused.
P3 Every container of every pod template, init containers included, has an image with @sha256: and 64
   hex digits. P5 Every such digest is a subject of an attestation whose signature is right, whose key
   is not revoked and whose builder is in trust.json. Signature: HMAC-SHA256 of the decoded payload
   under the key; it stands in for a public-key signature so that nothing has to be installed.
P4 No string of the state, outputs included, matches a form in trust.json, plain or in Base64.
P6 No component, nested ones included, has introduced <= version < fixed of an advisory of severity high
   or critical, unless a waiver for this change, rule and subject has not expired.
P7 No sql_database is deleted or replaced without such a waiver (its subject is the address).
Rules P1, P2 and P7 look at what a plan leaves or does, not at what was there before.
"""


def resource(kind, name, actions, after, before=None, unknown=None, module=""):
    return {"address": f"{module}{kind}.{name}", "type": kind, "name": name, "mode": "managed", "change": {
        "actions": actions, "before": before, "after": after, "after_unknown": unknown or {}}}


def pods(rng, on):
    """Digests and manifests of the three images of a change."""
    digests = [f"{rng.getrandbits(256):064x}" for _ in range(3)]
    host = "registry.local:5000/" if "port" in on else "registry.local/"
    images = [f"{host}{app}:1.{n}@sha256:{digests[n]}" for n, app in enumerate(("serve", "warm", "report"))]
    for n, one in enumerate(("tag_only", "tag_init", "tag_cron")):
        if one in on:
            images[n] = images[n].partition("@")[0].replace("local/", "local:5000/")
    pod = {"containers": [{"name": "serve", "image": images[0]}],
           "initContainers": [{"name": "warm", "image": images[1]}]}
    cron = {"spec": {"template": {"spec": {"containers": [{"name": "report", "image": images[2]}]}}}}
    manifests = {"kind": "List", "items": [{"kind": "Deployment", "spec": {"template": {"spec": pod}}},
                                           {"kind": "CronJob", "spec": {"jobTemplate": cron}}]}
    return digests, manifests


def attestation(on, trust, digests):
    """A statement on the images, signed."""
    builder = "https://example.com/fork" if "foreign" in on else trust["builders"][0]
    key = trust["revoked"][0] if "revoked" in on else next(k for k in trust["keys"] if k not in trust["revoked"])

    def stated(subjects):
        return json.dumps({"subject": [{"digest": {"sha256": one}} for one in subjects], "builder": builder})

    signed = stated(digests[:2] if on & {"missing", "tampered"} else digests)
    signature = hmac.new(trust["keys"][key].encode(), signed.encode(), "sha256").hexdigest()
    payload = stated(digests) if "tampered" in on else signed  # an image added after signing
    return json.dumps({"keyid": key, "sig": signature, "payload": base64.b64encode(payload.encode()).decode()})


def build(rng, name, twist, decoy, trust, waivers):
    """The five documents of one change."""
    on = {twist, decoy}
    word, new = rng.choice(("features", "exports", "models", "logs")), ["create"]

    def policy(*body):
        return {"policy": json.dumps({"Statement": body if len(body) > 1 else body[0]})}

    def waive(subject, rule, until="2026-06-30", change=name):
        waivers.append({"change": change, "rule": rule, "subject": subject, "until": until})

    wild = {"wild_list": {"Action": ["storage:Get", "*"], "Resource": ["*"]},
            "wild_service": {"Action": "storage:*", "Resource": "*"},
            "not_action": {"NotAction": "iam:Create", "Resource": "*"},
            "narrow_star": {"Action": "storage:*", "Resource": f"{word}/daily/*"}}
    body = next((wild[one] for one in on if one in wild), {"Action": "storage:Get", "Resource": f"{word}/*"})
    deny = [{"Effect": "Deny", "Action": "*", "Resource": "*"}] if "deny_all" in on else []
    before = policy({"Effect": "Allow", "Action": "*", "Resource": "*"}) if "wild_removed" in on else None
    acl = {} if "unknown_acl" in on else {"acl": "public-read" if "public_acl" in on else "private"}
    share = {"Effect": "Allow", "Principal": "*" if "public_policy" in on else "role/reader", "Action": "storage:Get"}
    changes = [resource("object_bucket", word, new, {"bucket": word, **acl}, None, {} if acl else {"acl": True}),
               resource("iam_policy", "job", ["update"] if before else new,
                        policy(*deny, {"Effect": "Allow", **body}), before),
               resource("object_bucket_policy", word, new, policy(share), module="module.share.")]
    if "public_removed" in on:
        changes.append(resource("object_bucket", "old", ["delete"], None, {"acl": "public-read"}))
    if on & {"delete", "replace", "waived_delete"}:
        does = ["create", "delete"] if "replace" in on else ["delete"]
        changes.append(resource("sql_database", "main", does, {} if "replace" in on else None, {"size": 20}))
        if "waived_delete" in on:
            waive("sql_database.main", "P7")
    digests, manifests = pods(rng, on)
    version = {"order": "1.10.3", "nested": "1.11.0", "expired": "1.9.0", "elsewhere": "1.9.4", "waived": "1.9.9",
               "fixed": "1.12.0"}.get(next((o for o in on if o in (*TWISTS["P6"], "waived", "fixed")), ""), "1.8.7")
    part = {"name": "parsekit", "version": version}
    outer = {"name": "webkit", "version": "4.0.1", **({"components": [part]} if "nested" in on else {})}
    parts = [outer] if "nested" in on else [outer, part]
    if "medium" in on:
        parts.append({"name": "fontkit", "version": "2.0.0"})
    if on & {"waived", "expired", "elsewhere"}:
        waive("parsekit", "P6", "2026-02-28" if "expired" in on else "2026-06-30",
              "c999" if "elsewhere" in on else name)
    secret = f"key_live_{rng.getrandbits(96):024x}"
    kept = {"plain": secret, "encoded": base64.b64encode(secret.encode()).decode(),
            "public_key": "-----BEGIN PUBLIC " + "KEY-----\nMFkw", "reference": f"vault:{word}/db#key_live"}
    value = next((kept[one] for one in on if one in kept), f"arn:{word}")
    state = {"format_version": "1.0", "values": {
        "outputs": {"url": {"value": secret if "output" in on else "https://example.com"}},
        "root_module": {"child_modules": [{"resources": [{"type": "job", "values": {"env": [{"v": value}]}}]}]}}}
    plan = json.dumps({"format_version": "1.2", "resource_changes": changes})
    found = {"plan": plan[:-40] if "truncated_plan" in on else plan, "manifests": json.dumps(manifests),
             "sbom": json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}),
             "state": json.dumps(state), "attestation": attestation(on, trust, digests)}
    return {kind: text for kind, text in found.items() if (kind, twist) != ("sbom", "no_bill")}


def make(seed):
    rng = random.Random(seed)
    names = [f"key-{letter}" for letter in "abc"]
    trust = {"keys": {one: f"{rng.getrandbits(128):032x}" for one in names}, "revoked": [rng.choice(names)],
             "builders": ["https://example.com/builder"], "secret_forms": ["key_live_[0-9a-f]{24}"]}
    advisories = [{"id": "A-1", "component": "parsekit", "introduced": "1.9.0", "fixed": "1.12.0", "severity": "high"},
                  {"id": "A-2", "component": "fontkit", "introduced": "1.0.0", "fixed": "3.0.0", "severity": "medium"}]
    twists = [(rule, one) for rule, all_of in TWISTS.items() for one in all_of] * 2
    decoys = [(rule, one) for rule, all_of in DECOYS.items() for one in all_of]
    plans = [(one, rng.choice([None, rng.choice(decoys)])) for one in twists] + [(None, one) for one in decoys * 2]
    plans = [(a, b if not (a and b and a[0] == b[0]) else None) for a, b in plans] + [(None, None)] * 10
    rng.shuffle(plans)
    files, waivers, broken, alike = {}, [], [], []
    for number, (twist, decoy) in enumerate(plans, 1):
        name = f"c{number:03d}"
        for kind, text in build(rng, name, twist and twist[1], decoy and decoy[1], trust, waivers).items():
            files[f"{name}.{kind}.json"] = text + "\n"
        broken += [[name, *twist]] if twist else []
        alike += [[name, *decoy]] if decoy else []
    for kind, table in (("trust", trust), ("advisories", advisories), ("waivers", waivers)):
        files[f"{kind}.json"] = json.dumps(table, indent=1) + "\n"
    truth = {"changes": len(plans), "to_refuse": len(broken), "broken": broken, "look_alikes": alike}
    return files | {"README.txt": README}, truth


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--truth", action="store_true")
    chosen = parser.parse_args()
    files, truth = make(chosen.seed)
    if chosen.truth:
        print(json.dumps(truth, indent=2))
        return
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (chosen.out / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
