import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT } from "../cli/command-error.ts";
import { readMirrorManifest } from "../cli/mirror/mirror-manifest.ts";
import { temporaryFolder } from "./support/program.ts";

const { path: folder, remove } = temporaryFolder();
const before = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  remove();
});

function read(content: unknown) {
  writeFileSync("third-party-images.json", JSON.stringify(content));
  return readMirrorManifest();
}

/** What is wrong with the manifest, a line each. */
function problemsOf(content: unknown): string[] {
  try {
    read(content);
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    expect(exitCode).toBe(EXIT.usage);
    const lines = message.split("\n");
    expect(lines.shift()).toBe("third-party-images.json is wrong:");
    expect(lines.pop()).toBe("Nothing was copied.");
    return lines.map(
      (line) => line.match(/^ {2}(.*) \(Images in and out, Mirror\)$/)?.[1] ?? `strange: ${line}`,
    );
  }
  return [];
}

const REDIS = { component: "redis", upstream: "redis", tags: ["7", "7.2-alpine"] };
const UPSTREAM = "must be an image reference without a tag";
const TAGS = "must be a list of one tag or more";

describe("the manifest of third-party images", () => {
  test.each([
    [[]],
    [[REDIS]],
    [[REDIS, { ...REDIS, component: "other" }, { ...REDIS, tags: ["8"] }]],
    [[{ ...REDIS, upstream: "localhost:5000/a/b__c-d.e" }]],
  ])("is read: %j", (images) => {
    expect(read(images)).toEqual(images);
  });

  test.each([null, {}, "redis", 7])("is a list, and not %j", (content) => {
    const [problem, ...others] = problemsOf(content);
    expect(problem).toMatch(/^the file is .*: must be a list of objects$/);
    expect(others).toEqual([]);
  });

  test("has no other keys: they would be ignored", () => {
    expect(problemsOf([{ ...REDIS, platform: "linux/arm64" }])).toEqual([
      '[0].platform is "linux/arm64": must be one of the keys component, upstream, tags, digest',
    ]);
  });

  test.each([
    "redis:7",
    "redis@sha256:1",
    "-redis",
    "Redis",
    "docker://redis",
    "",
    " redis",
    1,
    null,
  ])("has no upstream %j", (upstream) => {
    expect(problemsOf([{ ...REDIS, upstream }])).toEqual([
      `[0].upstream is ${JSON.stringify(upstream)}: ${UPSTREAM}`,
    ]);
  });

  test.each(["-7", "a b", "a:b", "", 8, null])("has no tag %j", (tag) => {
    expect(problemsOf([{ ...REDIS, tags: ["7", tag] }])).toEqual([
      `[0].tags[1] is ${JSON.stringify(tag)}: must be an image tag`,
    ]);
  });

  test("lists an image once", () => {
    expect(
      problemsOf([REDIS, { ...REDIS, tags: ["6", "7"] }, { ...REDIS, tags: ["5", "5"] }]),
    ).toEqual([
      '[1].tags[1] is "7": must be listed once: redis:7 is listed before',
      '[2].tags[1] is "5": must be listed once: redis:5 is listed before',
    ]);
  });

  test("is refused with all that is wrong", () => {
    expect(
      problemsOf([
        REDIS,
        null,
        {},
        { ...REDIS, tags: [] },
        { ...REDIS, component: 1 },
        REDIS,
        "redis",
      ]),
    ).toEqual([
      "[1] is null: must be an object",
      "[2].component is not set: must be a string",
      `[2].upstream is not set: ${UPSTREAM}`,
      `[2].tags is not set: ${TAGS}`,
      `[3].tags is []: ${TAGS}`,
      "[4].component is 1: must be a string",
      '[6] is "redis": must be an object',
      '[5].tags[0] is "7": must be listed once: redis:7 is listed before',
      '[5].tags[1] is "7.2-alpine": must be listed once: redis:7.2-alpine is listed before',
    ]);
  });
});
