import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

/** A call in a stack. The group is its place, FILE:LINE:COLUMN. */
const CALL = /^\s+at (?:.*\()?(?:file:\/\/)?(\/.+:\d+:\d+)\)?$/;

const OWN_FOLDER = fileURLToPath(new URL(".", import.meta.url));

/**
 * An error of a program, for people: first where in the program and what it is, then the calls that
 * led to it, without those of Node and of packages.
 */
export function describeError(error, program) {
  if (!(error instanceof Error)) return `${program}: ${inspect(error)}`;
  const lines = `${error.stack}`.split("\n");
  const message = lines.filter((line) => !/^\s+at /.test(line)).join("\n");
  const calls = lines.flatMap((line) => {
    const place = CALL.exec(line)?.[1];
    if (!place || place.includes("/node_modules/") || place.startsWith(OWN_FOLDER)) return [];
    return [{ line, place }];
  });
  const { place } = calls.find((call) => call.place.startsWith(`${resolve(program)}:`)) ??
    calls[0] ?? { place: program };
  return [
    `${relative("", place)}: ${message}`,
    ...calls.map((call) => call.line.replace(call.place, relative("", call.place))),
    ...(error.cause === undefined ? [] : [`Caused by ${describeError(error.cause, program)}`]),
  ].join("\n");
}
