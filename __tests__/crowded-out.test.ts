import { describe, expect, test } from "vitest";
import type { Copy } from "../cli/copying/copy-tags.ts";
import type { EcrImage } from "../cli/ecr/images.ts";
import { crowdedOut } from "../cli/replicate/crowded-out.ts";
import { keepNewest } from "../policies/lifecycle/keep-newest.ts";
import { images } from "./support/ecr-answers.ts";

const A_YEAR_AGO = Date.now() - 365 * 86_400_000;

/** An image by its name, which is its digest: pushed an hour after that of the letter before. */
function image(name: string, ...tags: string[]): EcrImage {
  const pushedAt = new Date(A_YEAR_AGO + name.charCodeAt(0) * 3_600_000);
  return { ...images(1)[0]!, digest: name, tags, pushedAt };
}

function list(name: string, ...tags: string[]): EcrImage {
  return { ...image(name, ...tags), isManifestList: true };
}

function copy(digest: string, tag: string | undefined): Copy {
  return { name: "qa/api", upstream: "", digest, tag, repository: {} as Copy["repository"] };
}

/** Which of the images there go, and which lists were read in each place. */
async function crowd(
  policy: object | string,
  copies: readonly Copy[],
  source: readonly EcrImage[],
  there: readonly EcrImage[],
  children: Readonly<Record<string, readonly string[]>> = {},
) {
  const read: Record<string, string[]> = { source: [], there: [] };
  const readable = (place: string, held: readonly EcrImage[]) => ({
    images: held,
    readLists: async (digests: readonly string[]) => {
      read[place]?.push(...digests);
      return new Map(digests.map((digest) => [digest, children[digest] ?? []]));
    },
  });
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const crowding = await crowdedOut(
    text,
    copies,
    readable("source", source),
    readable("there", there),
  );
  return "unknown" in crowding
    ? { unknown: crowding.unknown }
    : { lost: crowding.lost.map(({ digest }) => digest), wasted: [...crowding.wasted], ...read };
}

test("a copy is the newest, however old its image is", async () => {
  const there = [image("b", "v2"), image("c", "v3")];
  const source = [image("a", "v1"), ...there];
  const copies = [copy("a", "v1")];
  expect(await crowd(keepNewest(2), copies, source, there)).toMatchObject({ lost: ["b"] });
  expect(await crowd(keepNewest(3), copies, source, there)).toMatchObject({ lost: [] });
});

test("copies that go themselves are copied in vain", async () => {
  const source = [image("a", "v1"), image("b", "v2"), image("c", "v3")];
  const copies = [copy("a", "v1"), copy("b", "v2"), copy("c", "v3")];
  expect(await crowd(keepNewest(2), copies, source, [])).toMatchObject({ wasted: ["a"], lost: [] });
  expect(await crowd(keepNewest(3), copies, source, [])).toMatchObject({ wasted: [], lost: [] });
});

test("what goes without copies, too, is not lost by them", async () => {
  const there = [image("b"), image("c"), image("d")];
  expect(await crowd(keepNewest(2), [copy("a", "v1")], [image("a")], there)).toMatchObject({
    lost: ["c"],
  });
});

test("the images that a copied list names are copied with it, lists in lists, too", async () => {
  const there = [image("x"), image("y")];
  const source = [list("a", "v1"), list("b"), image("c"), image("d"), image("z")];
  const children = { a: ["b", "c"], b: ["d", "x"] };
  const crowding = (count: number) =>
    crowd(keepNewest(count), [copy("a", "v1")], source, there, children);
  expect(await crowding(6)).toMatchObject({ lost: [], source: ["a", "b"], there: [] });
  expect(await crowding(5)).toMatchObject({ lost: [] }); // A list that is copied holds x.
  expect(await crowding(4)).toMatchObject({ lost: ["y"] });
});

test("an image that a list there holds is not lost; the lists are read only if something goes", async () => {
  const there = [image("a"), list("c", "v1")];
  const children = { c: ["a"] };
  const source = [image("b", "v2")];
  const copies = [copy("b", "v2")];
  const crowding = (count: number) => crowd(keepNewest(count), copies, source, there, children);
  expect(await crowding(3)).toEqual({ lost: [], wasted: [], source: [], there: [] });
  expect(await crowding(2)).toEqual({ lost: [], wasted: [], source: [], there: ["c"] });
  expect(await crowding(1)).toMatchObject({ lost: ["a", "c"] });
});

describe("tags decide", () => {
  const rule = (selection: object) => ({
    rules: [
      {
        rulePriority: 1,
        selection: { countType: "imageCountMoreThan", countNumber: 1, ...selection },
        action: { type: "expire" },
      },
    ],
  });

  test("if a rule counts tags, a copy counts by those that it gets", async () => {
    const policy = rule({ tagStatus: "tagged", tagPrefixList: ["v"] });
    const there = [image("b", "v2")];
    const source = [image("a", "v1", "x1")];
    const lost = (tag: string) => crowd(policy, [copy("a", tag)], source, there);
    expect(await lost("v1")).toMatchObject({ lost: ["b"] });
    expect(await lost("x1")).toMatchObject({ lost: [] });
  });

  test("if an image that is there gets a tag, it counts with that", async () => {
    const policy = rule({ tagStatus: "tagged", tagPrefixList: ["v"] });
    const there = [image("a", "v1"), image("b")];
    const source = [image("b", "v2")];
    expect(await crowd(policy, [copy("b", "v2")], source, there)).toMatchObject({ lost: ["a"] });
  });
});

test("a policy that cannot be read leaves it unknown", async () => {
  const crowding = await crowd("{", [copy("a", "v1")], [image("a")], [image("b")]);
  expect(crowding).toEqual({ unknown: expect.any(String) });
});
