import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

/** A call in a stack. The group is its place, FILE:LINE:COLUMN. */
const CALL = /^\s+at (?:.*\()?(?:file:\/\/)?(\/.+:\d+:\d+)\)?$/;

const OWN_FOLDER = fileURLToPath(new URL(".", import.meta.url));

/**
 * An error of a program, for people: first where in the program and what it is, then the calls that
 * led to it, without those of Node and of packages.
 *
 * Node could map the calls to the sources, but would then map each stack that CDKTF takes of a token.
 *
 * @param outfile the bundle that runs, with its source map beside it
 */
export function describeError(error, program, outfile, sourceOf = sourcePlaces(outfile)) {
  if (!(error instanceof Error)) return `${program}: ${inspect(error)}`;
  const lines = `${error.stack}`.split("\n");
  const message = lines.filter((line) => !/^\s+at /.test(line)).join("\n");
  const calls = lines.flatMap((line) => {
    const written = CALL.exec(line)?.[1];
    const place = written && sourceOf(written);
    if (!place || place.includes("/node_modules/") || place.startsWith(OWN_FOLDER)) return [];
    return [{ line: line.replace(written, relative("", place)), place }];
  });
  const { place } = calls.find((call) => call.place.startsWith(`${resolve(program)}:`)) ??
    calls[0] ?? { place: program };
  return [
    `${relative("", place)}: ${message}`,
    ...calls.map(({ line }) => line),
    ...(error.cause === undefined
      ? []
      : [`Caused by ${describeError(error.cause, program, outfile, sourceOf)}`]),
  ].join("\n");
}

/** Finds the place in a source of a place in the bundle. */
function sourcePlaces(outfile) {
  const path = `${outfile}.map`;
  const map = existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8"))) : undefined;
  return (place) => {
    const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? [];
    if (!map || file !== outfile) return place;
    const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
    if (originalSource === undefined) return place;
    const source = resolve(dirname(outfile), originalSource);
    return `${source}:${originalLine + 1}:${originalColumn + 1}`;
  };
}
