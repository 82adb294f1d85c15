import fc from "fast-check";
import { expect, it } from "vitest";
import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import type { LifecycleRule } from "../policies/lifecycle/lifecycle-rule.ts";
import { lifecyclePolicyOf } from "../policies/lifecycle/written-policy.ts";
import { lifecycleProblems } from "../settings/lifecycle/lifecycle-problems.ts";
import { simulate } from "../simulator/simulate.ts";
import type { StoredImage } from "../simulator/stored-image.ts";

const NOW = new Date("2026-11-28");
const DAY = 86_400_000;
const TAGS = ["v1", "v2", "v2-rc", "ci-1", "ci-2", "main"];

const selection = fc.oneof(
  fc.uniqueArray(fc.constantFrom("v", "ci-", "m"), { minLength: 1 }).map((tagPrefixes) => ({
    tagPrefixes,
  })),
  fc
    .uniqueArray(fc.constantFrom("v*", "*-rc", "main", "c*2", "*1"), { minLength: 1 })
    .map((tagPatterns) => ({ tagPatterns })),
  fc.constant({ tagStatus: "untagged" as const }),
);
const days = fc.integer({ min: 1, max: 9 });
const ageEffect = fc.oneof(
  days.map((expireAfterDays) => ({ expireAfterDays })),
  days.map((archiveAfterDaysUnpulled) => ({ archiveAfterDaysUnpulled })),
  fc.constant({ keepForever: true as const }),
);
const countEffect = fc.integer({ min: 1, max: 4 }).map((keepNewest) => ({ keepNewest }));

const rule: fc.Arbitrary<LifecycleRule> = selection.chain((tags) => {
  const { tagPrefixes = [], tagPatterns = [] } = tags as LifecycleRule;
  const isSingle = tagPrefixes.length + tagPatterns.length < 2;
  const effect = isSingle ? fc.oneof(ageEffect, countEffect) : ageEffect;
  return effect.map((what) => ({ ...tags, ...what }));
});
const last = fc.option(
  fc.oneof(ageEffect, countEffect).map((what) => ({ tagStatus: "any" as const, ...what })),
);
const someRules = fc
  .tuple(fc.array(rule, { minLength: 1, maxLength: 5 }), last)
  .map(([rules, any]): LifecycleRule[] => [...rules, ...(any ? [any] : [])])
  .filter((rules) => lifecycleProblems(rules).length === 0);

const image = fc.record({ tags: fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 }) });
const someImages = fc
  .array(image, { maxLength: 14 })
  .map((images) => images.map(({ tags }, age) => stored(tags, age + 0.5)));

function stored(tags: readonly string[], age: number): StoredImage {
  return {
    digest: `sha256:${`${age}`.padStart(64, "0")}`,
    tags,
    pushedAt: new Date(NOW.getTime() - age * DAY),
    lastPulledAt: undefined,
    bytes: undefined,
    storageClass: "standard",
    archivedAt: undefined,
    restoredAt: undefined,
    children: [],
  };
}

/** What the settings mean, as docs/lifecycle.md has it, without ECR's way to write it. */
function meant(rules: readonly LifecycleRule[], images: readonly StoredImage[]): string[] {
  const matches = ({ tagStatus, tagPrefixes = [], tagPatterns = [] }: LifecycleRule) => {
    const tests = [
      ...tagPrefixes.map((prefix) => (tag: string) => tag.startsWith(prefix)),
      ...tagPatterns.map((pattern) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
        return (tag: string) => expression.test(tag);
      }),
    ];
    return ({ tags }: StoredImage) =>
      tagStatus === "any" ||
      (tagStatus === "untagged"
        ? tags.length === 0
        : tags.some((tag) => tests.some((t) => t(tag))));
  };
  return images.map((one) => {
    const decisive = rules.find((each) => matches(each)(one));
    if (decisive === undefined) return "stays";
    const age = (NOW.getTime() - (one.pushedAt?.getTime() ?? 0)) / DAY;
    const { keepNewest, expireAfterDays, archiveAfterDaysUnpulled } = decisive;
    if (keepNewest) {
      const newer = images
        .filter(matches(decisive))
        .filter(({ pushedAt }) => pushedAt! > one.pushedAt!);
      return newer.length < keepNewest ? "stays" : "expires";
    }
    if (expireAfterDays) return age > expireAfterDays ? "expires" : "stays";
    if (archiveAfterDaysUnpulled) return age > archiveAfterDaysUnpulled ? "is archived" : "stays";
    return "stays";
  });
}

it("ECR does with the written policy what the rules mean, several patterns being any of them", () => {
  fc.assert(
    fc.property(someRules, someImages, (rules, images) => {
      const policy = readLifecyclePolicy(JSON.stringify(lifecyclePolicyOf(rules)));
      const simulation = simulate(policy, images, NOW);
      if ("unknown" in simulation) throw new Error(simulation.unknown);
      const fates = images.map(({ digest }) => {
        const kind = simulation.fates.get(digest)?.kind ?? "";
        return ["expires", "is archived"].includes(kind) ? kind : "stays";
      });
      expect(fates).toEqual(meant(rules, images));
    }),
    { numRuns: 3_000 },
  );
});
