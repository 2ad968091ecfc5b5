"""The desk's interface against its own description: schemathesis calls every operation in every way that it can think
of. Run by `cargo xtask test interface`, which starts the demonstration and names it in E2E_ADDRESSES.

The same file is schemathesis's hooks: ids that lead somewhere, and versions that are those of now, so that calls get
further than to "there is nothing like this".
"""

import html
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

# What a process and its schemathesis tell each other.
WORLD = "INTERFACE_WORLD"

# Why not every check of schemathesis:
# - positive_data_acceptance: what a schema says is also held to what is there: a case that another holds, a rule of
#   the pack, an address that is none.
# - negative_data_rejection: a parameter that nobody asks for is passed over.
CHECKS = ",".join([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
])


def call(desk, key, method, path, body=None, headers=None):
    """Calls the desk; the status, the headers, the answer."""
    sent = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Accept-Language": "en"}
    sent.update(headers or {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(desk + path, data, sent, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.loads(error.read() or b"null")


def make_key(desk, name, password):
    """Signs in and makes a key on the page “My keys”."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def send(path, fields):
        data = urllib.parse.urlencode(fields).encode()
        return opener.open(desk + path, data).read().decode()

    send("/sign-in", [("name", name), ("password", password)])
    page = opener.open(desk + "/keys").read().decode()
    csrf = html.unescape(re.search(r'name="csrf" value="([^"]+)"', page).group(1))
    fields = [("csrf", csrf), ("name", "schemathesis"), ("role", "analyst"), ("days", "1"), ("password", password)]
    return re.search(r"<code>(ohsk_[^<]+)</code>", send("/keys", fields)).group(1)


def prepare(addresses):
    """A key, and a case that it holds, with an item and a viewing session."""
    desk = addresses["desk"]
    key = make_key(desk, addresses["sign_in"]["name"], addresses["sign_in"]["password"])
    sites = [f"http://at-home.example/p/{number}" for number in range(1, 21)]
    body = json.dumps({"urls": sites}).encode()
    report = urllib.request.Request(
        addresses["letterbox"] + "/api/v1/reports", body, {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(report).read()
    for _ in range(100):
        _, _, listed = call(desk, key, "GET", "/api/v1/cases")
        if listed["cases"]:
            break
        time.sleep(0.1)
    case = listed["cases"][0]["id"]

    def make(path):
        status, _, answer = call(desk, key, "POST", path, {}, {"Idempotency-Key": str(uuid.uuid4())})
        if status != 201:
            raise SystemExit(f"{path} was answered {status}: {answer}")
        return answer

    make(f"/api/v1/cases/{case}/claim")
    viewing = make(f"/api/v1/cases/{case}/viewing")["id"]
    _, _, items = call(desk, key, "GET", f"/api/v1/cases/{case}/items")
    _, _, rules = call(desk, key, "GET", "/api/v1/classification")
    law = {element["key"]: "yes" for element in rules["law"]["elements"]}
    return {
        "desk": desk, "key": key, "id": case, "item": items["items"][0]["id"], "viewing": viewing,
        "bodies": {
            "reveal": {"item": items["items"][0]["id"]},
            "search": {"address": sites[0]},
            "items": {"url": sites[0] + "/17", "kind": "image"},
            "list": {"lines": [f"image {sites[1]}/17", "word", "a" * 64]},
            "hashes": {"hash": "b" * 40},
            "entries": {"source": "telephone", "urls": [sites[2], "word"], "narrative": "neutral words"},
            "answer": {"itself": True, "said_by": "the abuse desk", "said_on": "2026-01-05"},
            "assessment": {
                "answers": {
                    "classification": ["baseline"], "age": ["pre_pubescent"], "gender": ["not_determined"],
                    "virtual_content": ["no"], "site_type": ["website"],
                },
                "law": law,
            },
            "decision": {"danger": True, "note": "neutral words"},
        },
    }


def main():
    world = prepare(json.loads(os.environ["E2E_ADDRESSES"]))
    environment = dict(os.environ)
    environment[WORLD] = json.dumps(world)
    environment["SCHEMATHESIS_HOOKS"] = "interface"
    environment["INTERFACE_KEY"] = world["key"]
    folder = os.path.dirname(os.path.abspath(__file__))
    environment["PYTHONPATH"] = folder
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    program = os.path.join(os.path.dirname(sys.executable), "schemathesis")
    done = subprocess.run(
        [
            program,
            "--config-file", os.path.join(folder, "schemathesis.toml"),
            "run",
            world["desk"] + "/api/v1/openapi.json",
            # Those of partners take another key; the walk in crates/hotline/src/openapi/ has them.
            "--exclude-path-regex", "^/api/v1/reports",
            "--checks", CHECKS,
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", os.environ.get("INTERFACE_EXAMPLES", "50"),
            "--seed", "17",
            "--generation-database", "none",
            "--continue-on-failure",
        ],
        env=environment,
        # Where it may leave its own files.
        cwd=os.path.join(folder, "..", "target"),
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

if WORLD in os.environ:
    import random

    import schemathesis

    world = json.loads(os.environ[WORLD])

    @schemathesis.hook
    def before_call(context, case, kwargs):
        """Mostly ids and bodies that lead somewhere, the version of now, an idempotency key of its own."""
        case.headers = case.headers or {}
        what = case.operation.path.rsplit("/", 1)[-1]
        # The case is held to the end.
        ends = what in ("hand-over", "release", "close", "undo") and random.random() < 0.98
        for name in case.path_parameters or {}:
            if name in world and not ends and random.random() < 0.7:
                case.path_parameters[name] = world[name]
        if case.method.upper() != "GET" and what in world["bodies"] and random.random() < 0.5:
            case.body = world["bodies"][what]
        if "If-Match" in case.headers and random.random() < 0.7:
            path = case.formatted_path.rsplit("/", 1)[0]
            _, headers, _ = call(world["desk"], world["key"], "GET", path)
            if headers.get("ETag"):
                case.headers["If-Match"] = headers["ETag"]
        if "Idempotency-Key" in case.headers and random.random() < 0.7:
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
