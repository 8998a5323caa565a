// `npm run types`: what the API speaks (`openapi.json`) as types of the pages, in `src/api/schema.gen.ts`.
// With `--check` nothing is written and it fails where the file is not what the description makes of it.
//
// Where the description lists the words that a text may be, such as "`active`, `disabled` or `locked`",
// they are the type; so do the listed numbers of "1 明确违规, 2 可疑".
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTION = "openapi.json";
const GENERATED = "src/api/schema.gen.ts";
const HEAD = "// Generated from openapi.json by `npm run types`; not written by hand.\n";

/** The words of a list that ends a description, or that is all of it. */
function wordsOf(text) {
  const list = /(?:^|: )((?:`[^`]+`(?:,\s+|\s+or\s+)?){2,})$/u.exec(text)?.[1];
  return list?.match(/(?<=`)\w+(?=`)/gu);
}

/** The numbers of a list such as "1 明确违规, 2 可疑". */
function numbersOf(text) {
  const list = /^(\d+ [^\s,]+(?:, \d+ [^\s,]+)+)/u.exec(text)?.[1];
  return list?.match(/\d+(?= )/gu).map(Number);
}

function narrow(schema, said = "") {
  const text = schema.description ?? said;
  if (schema.enum === undefined) {
    const known = schema.type === "string" ? wordsOf(text) : schema.type === "integer" ? numbersOf(text) : undefined;
    if (known) {
      schema.enum = known;
    }
  }
  for (const property of Object.values(schema.properties ?? {})) {
    narrow(property, text);
  }
  (schema.allOf ?? []).forEach((part) => narrow(part));
}

const api = JSON.parse(readFileSync(DESCRIPTION, "utf8"));
Object.values(api.components.schemas).forEach((schema) => narrow(schema));
// Calls are told apart by method and path: the identifiers of operations are no names here.
Object.values(api.paths).forEach((path) => Object.values(path).forEach((operation) => delete operation.operationId));
const made = HEAD + astToString(await openapiTS(api, { defaultNonNullable: false, emptyObjectsUnknown: true }));
if (!process.argv.includes("--check")) {
  writeFileSync(GENERATED, made);
} else if (!existsSync(GENERATED) || readFileSync(GENERATED, "utf8") !== made) {
  console.error(`${GENERATED} is not what ${DESCRIPTION} says. Run \`npm run types\` and commit both.`);
  process.exitCode = 1;
}
