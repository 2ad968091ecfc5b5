// Where the demonstration stands that the pages are looked at on: `cargo xtask test` starts one, and names it in E2E_ADDRESSES:
//   {"letterbox": URL, "desk": URL, "sign_in" and "manager": {"name", "password"}, "sites": [URL, …],
//    "mails": a folder with the mails that were sent, as 1.eml, 2.eml, …}

import assert from "node:assert/strict";

export const addresses = JSON.parse(process.env.E2E_ADDRESSES ?? "null");
assert.ok(addresses, "E2E_ADDRESSES is not set: run `cargo xtask test`");
