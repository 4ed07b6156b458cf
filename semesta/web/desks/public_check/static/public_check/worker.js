// For each part the first number whose digest of "token|part|number" begins with 32 bits below the bound.
"use strict";

const TOGETHER = 512;
const written = new TextEncoder();

async function partOf(token, part, below) {
  for (let first = 0; ; first += TOGETHER) {
    const digests = await Promise.all(
      Array.from({ length: TOGETHER }, (_, at) => crypto.subtle.digest("SHA-256", written.encode(`${token}|${part}|${first + at}`))),
    );
    const at = digests.findIndex((digest) => new DataView(digest).getUint32(0) < below);
    if (at >= 0) return first + at;
  }
}

self.addEventListener("message", async ({ data }) => {
  const found = [];
  for (let part = 0; part < data.parts; part += 1) {
    found.push(await partOf(data.token, part, data.below));
    self.postMessage({ done: part + 1 });
  }
  self.postMessage({ done: data.parts, proof: found.join(".") });
});
