// Packs what the build has made as tightly as possible, once, so that the program sends it as it is.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const TEXT = /\.(js|css|html|svg)$/;
const SMALL = 1_000;

for (const name of readdirSync("dist", { recursive: true })) {
  const path = `dist/${name}`;
  if (!TEXT.test(path)) {
    continue;
  }
  const bytes = readFileSync(path);
  if (bytes.length >= SMALL) {
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
  }
}
