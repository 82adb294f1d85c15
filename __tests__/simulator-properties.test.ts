import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { lossesBy } from "../simulator/losses.ts";
import { mayExpireMore } from "../simulator/may-expire-more.ts";
import { outcomeAt, outcomeInTheEnd } from "../simulator/outcome.ts";
import type { StoredImage } from "../simulator/stored-image.ts";
import { someImages, someRules } from "./support/arbitrary-lifecycle.ts";
import {
  EVALUATED,
  expire,
  fatesOf,
  keep,
  policyOf,
  prefixed,
  storyOf,
} from "./support/lifecycle.ts";
import { oracle } from "./support/lifecycle-oracle.ts";

const THOUSANDS = { numRuns: 2_000 };
const THOUSAND = { numRuns: 1_000 };

type Rules = readonly ReturnType<typeof expire>[];

/** The fates in words, without the name of the list that holds an image. */
const told = (rules: Rules, images: readonly StoredImage[]) => {
  const story = Object.entries(storyOf(policyOf(...rules), images));
  return Object.fromEntries(story.map(([digest, words]) => [digest, words.replace(/: .*/, "")]));
};

/** The digests of the images that expire or are archived. */
const going = (rules: Rules, images: readonly StoredImage[]) =>
  Object.entries(told(rules, images))
    .filter(([, words]) => /^(expires|is archived)/.test(words))
    .map(([digest]) => digest);

const holders = (images: readonly StoredImage[], digest: string) =>
  images
    .filter(
      ({ storageClass, children }) => storageClass === "standard" && children.includes(digest),
    )
    .map((list) => list.digest);

describe("any lifecycle policy and any images:", () => {
  it("the fates are those that AWS's sentences give, one for each image", () => {
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        expect(told(rules, images)).toEqual(oracle(rules, images, EVALUATED));
      }),
      THOUSANDS,
    );
  });

  it("the order of the images does not matter", () => {
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        const text = policyOf(...rules);
        expect(fatesOf(text, images.toReversed())).toEqual(fatesOf(text, images));
      }),
    );
  });

  it("no image goes before the manifest lists that refer to it, and what holds it stays", () => {
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        const gone = going(rules, images);
        for (const digest of gone)
          expect(gone).toEqual(expect.arrayContaining(holders(images, digest)));
        for (const [digest, fate] of Object.entries(fatesOf(policyOf(...rules), images))) {
          if (fate.kind !== "is held") continue;
          expect(gone).not.toContain(fate.by);
          expect(holders(images, digest)).toContain(fate.by);
        }
      }),
      THOUSANDS,
    );
  });

  it("a tag that an earlier rule matches without ever marking it is safe", () => {
    const shield = expire({ ...prefixed("beta"), ...keep(1_000) });
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        const gone = going([shield, ...rules], images);
        const safe = images.filter(
          ({ tags, storageClass }) =>
            storageClass === "standard" && tags.some((tag) => tag.startsWith("beta")),
        );
        for (const { digest } of safe) expect(gone).not.toContain(digest);
      }),
      THOUSANDS,
    );
  });

  it("a last rule that keeps more takes no more away", () => {
    fc.assert(
      fc.property(someRules, someImages, fc.integer({ min: 1, max: 5 }), (rules, images, more) => {
        const last = rules.at(-1);
        fc.pre(last !== undefined);
        const countNumber = Number(last.selection.countNumber) + more;
        const milder = { ...last, selection: { ...last.selection, countNumber } };
        expect(going(rules, images)).toEqual(
          expect.arrayContaining(going([...rules.slice(0, -1), milder], images)),
        );
      }),
      THOUSANDS,
    );
  });

  it("the same rules in other words do the same", () => {
    const asPatterns = ({ tagPrefixList, ...selection }: Record<string, unknown>) =>
      tagPrefixList === undefined
        ? selection
        : { ...selection, tagPatternList: (tagPrefixList as string[]).map((tag) => `${tag}*`) };
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        const others = rules.map((rule, index) => ({
          ...rule,
          description: `Rule ${index}`,
          rulePriority: index * 7 + 3,
          selection: { storageClass: "standard", ...asPatterns(rule.selection) },
        }));
        const text = JSON.stringify({ rules: others.toReversed() });
        const story = JSON.stringify(storyOf(text, images)).replaceAll(
          / by (\d+)/g,
          (_, priority) => ` by ${(priority - 3) / 7 + 1}`,
        );
        expect(JSON.parse(story)).toEqual(storyOf(policyOf(...rules), images));
        expect(mayExpireMore(policyOf(...rules), text)).toBe(false);
      }),
    );
  });
});

describe("of any two lifecycle policies:", () => {
  const lost = (before: string, after: string, images: readonly StoredImage[]) => {
    const [old, next] = [before, after].map(readLifecyclePolicy);
    const losses = lossesBy(next!, old!, images, EVALUATED);
    if ("unknown" in losses) throw new Error(losses.unknown);
    return [losses.expired, losses.archived].flatMap(({ soon, later }) => [...soon, ...later]);
  };

  it("nothing is lost if the new one certainly takes no more away", () => {
    const change = fc.constantFrom("count", "drop", "same", "other");
    fc.assert(
      fc.property(someRules, someRules, change, someImages, (old, other, how, images) => {
        const greater = ({ selection, ...rule }: Rules[number]) => ({
          ...rule,
          selection: { ...selection, countNumber: Number(selection.countNumber) + 1 },
        });
        const next = { count: old.map(greater), drop: old.slice(0, -1), same: old, other }[how];
        const [before, after] = [policyOf(...old), policyOf(...next)];
        if (how !== "other") expect(mayExpireMore(before, after)).toBe(false);
        if (!mayExpireMore(before, after)) expect(lost(before, after, images)).toEqual([]);
      }),
      THOUSAND,
    );
  });

  it("if nothing is lost without a look at the manifest lists, nothing is lost with it", () => {
    const close = fc
      .tuple(someRules, someRules)
      .chain(([one, other]) =>
        fc.constantFrom(
          [one, other] as const,
          [one, one.slice(1)] as const,
          [one.slice(1), one] as const,
        ),
      );
    fc.assert(
      fc.property(close, someImages, ([old, next], images) => {
        const texts = [policyOf(...old), policyOf(...next)] as const;
        const alone = images.map((image) => ({ ...image, children: [] }));
        if (lost(...texts, alone).length === 0) expect(lost(...texts, images)).toEqual([]);
      }),
      THOUSAND,
    );
  });

  it("what goes now goes in the end too", () => {
    fc.assert(
      fc.property(someRules, someImages, (rules, images) => {
        const policy = readLifecyclePolicy(policyOf(...rules));
        const [now, end] = [outcomeAt(policy, images, EVALUATED), outcomeInTheEnd(policy, images)];
        if ("unknown" in now || "unknown" in end) throw new Error("unknown");
        expect([...end.expired]).toEqual(expect.arrayContaining([...now.expired]));
        expect([...end.archived]).toEqual(expect.arrayContaining([...now.archived]));
      }),
      THOUSAND,
    );
  });
});
