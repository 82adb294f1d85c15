import fc from "fast-check";
import type { StoredImage } from "../../simulator/stored-image.ts";
import {
  any,
  archive,
  days,
  daysAgo,
  expire,
  inArchive,
  keep,
  patterned,
  prefixed,
  type Selection,
  stored,
  untagged,
} from "./lifecycle.ts";

const TAGS = ["alpha-1", "alpha-2", "beta-1", "beta-12", "gamma", "latest"];

const someTags = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom("alpha", "beta", "beta-1", "g"), { minLength: 1, maxLength: 2 })
    .map((tags) => prefixed(...tags)),
  fc
    .uniqueArray(fc.constantFrom("*", "*1", "a*-*", "*a*a*", "latest"), {
      minLength: 1,
      maxLength: 2,
    })
    .map((tags) => patterned(...tags)),
);

const fewDays = fc.integer({ min: 1, max: 9 });
const eitherLimit = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map(keep),
  fewDays.map((limit) => days(limit)),
);
const standardRule = (tags: Selection) =>
  fc.oneof(
    eitherLimit.map((limit) => expire({ ...tags, ...limit })),
    eitherLimit.map((limit) => archive({ ...tags, ...limit })),
    fewDays.map((limit) => archive({ ...tags, ...days(limit, "sinceImagePulled") })),
  );
const archiveRule = (tags: Selection) =>
  fc
    .integer({ min: 90, max: 93 })
    .map((limit) => expire({ ...tags, ...inArchive, ...days(limit, "sinceImageTransitioned") }));

/** The rules for one storage class. */
const rulesOf = (rule: typeof standardRule | typeof archiveRule, maxLength: number) =>
  fc
    .record({
      rules: fc.array(someTags.chain(rule), { maxLength }),
      forUntagged: fc.option(rule(untagged)),
      place: fc.nat({ max: maxLength }),
      forAny: fc.option(rule(any)),
    })
    .map(({ rules, forUntagged, place, forAny }) => [
      ...rules.slice(0, place),
      ...(forUntagged ? [forUntagged] : []),
      ...rules.slice(place),
      ...(forAny ? [forAny] : []),
    ]);

/** The rules of a policy that ECR takes, by priority. */
export const someRules = fc
  .record({
    standard: rulesOf(standardRule, 3),
    archived: rulesOf(archiveRule, 2),
    place: fc.nat({ max: 4 }),
  })
  .map(({ standard, archived, place }) => [
    ...standard.slice(0, place),
    ...archived,
    ...standard.slice(place),
  ]);

const option = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const ago = option(fc.nat({ max: 9 }).map(daysAgo));

/** Images of a repository: manifest lists among them, also within each other. */
export const someImages = fc
  .array(
    fc.record({
      age: fc.nat({ max: 9 }),
      tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 }),
      lastPulledAt: ago,
      restoredAt: ago,
      archivedAt: option(fc.integer({ min: 88, max: 94 }).map(daysAgo)),
      children: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
      isList: fc.boolean(),
    }),
    { maxLength: 10 },
  )
  .map((all) =>
    all.map(
      (each, index): StoredImage => ({
        ...stored(digestOf(index), each.age, ...each.tags),
        lastPulledAt: each.lastPulledAt,
        restoredAt: each.restoredAt,
        archivedAt: each.archivedAt,
        storageClass: each.archivedAt === undefined ? "standard" : "archive",
        // As a digest depends on what is listed, no list contains itself.
        children: each.isList ? each.children.map((step) => digestOf(index + step)) : [],
      }),
    ),
  );

function digestOf(index: number): string {
  return `sha256:${index}`;
}
