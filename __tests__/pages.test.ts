import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { SOURCES } from "../settings/sources.ts";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "modules/ecr/README.md",
  "modules/ecr-registry/README.md",
  ...readdirSync("docs").map((name) => `docs/${name}`),
];

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return Array.from(readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm), ([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Whether a path of this repository, with or without an anchor, leads somewhere. */
function opens(address: string): boolean {
  const [path = "", anchor] = address.split("#");
  if (!existsSync(path)) return false;
  return anchor === undefined || (statSync(path).isFile() && anchorsOf(path).includes(anchor));
}

it.each(PAGES)("every link within the repository opens from %s", (page) => {
  const links = Array.from(
    readFileSync(page, "utf8").matchAll(/\]\((?!https:)([^)]+)\)/g),
    ([, target = ""]) => target,
  );
  const addresses = links.map((target) =>
    target.startsWith("#") ? page + target : join(dirname(page), target),
  );
  expect(addresses.filter((address) => !opens(address))).toEqual([]);
});

it.each(Object.entries(SOURCES))("the source %s has an address that opens", (_, address) => {
  expect(address.startsWith("https://") || opens(address)).toBe(true);
});

it.each(PAGES)("no prose of %s is wider than 100 columns", (page) => {
  const prose = readFileSync(page, "utf8").replaceAll(/^```.*?^```$/gms, "");
  const wide = prose.split("\n").filter((line) => line.length > 100);
  expect(wide.filter((line) => !line.startsWith("|") && !line.includes("https:"))).toEqual([]);
});

it.each(PAGES)("%s names no npm script, and no program of npx, that is not there", (page) => {
  const text = readFileSync(page, "utf8");
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
  const commands = Array.from(
    text.matchAll(/(?<=^ *|`)(npm run|npx) ([\w:-]+)/gm),
    ([, by, name]) => `${by} ${name}`,
  );
  const there = [
    ...Object.keys(scripts).map((name) => `npm run ${name}`),
    "npx cdktf",
    "npx vitest",
  ];
  expect(commands.filter((command) => !there.includes(command))).toEqual([]);
});

// The page about releases names the tag that it has somebody make.
it.each(PAGES.filter((page) => page !== "CONTRIBUTING.md"))("%s names no tag", (page) => {
  expect(readFileSync(page, "utf8")).not.toMatch(/[?&]ref=v?\d|--branch v?\d|\/tree\/v?\d/);
});

it("knows a page, a heading and a folder that are not there", () => {
  expect(opens("docs/no-such-page.md")).toBe(false);
  expect(opens("README.md#no-such-heading")).toBe(false);
  expect(opens("examples#no-such-heading")).toBe(false);
  expect(opens("docs/module-contract.md#third-partyshared-images")).toBe(true);
});
