import { describe, expect, test } from "vitest";
import type { EcrRepository } from "../cli/copying/ecr-repositories.ts";
import type { EcrImage } from "../cli/ecr/images.ts";
import { type CopyPlan, planCopies } from "../cli/replicate/plan-copies.ts";
import { type ReplicateRequest, replicate } from "../cli/replicate/replicate.ts";
import { images } from "./support/ecr-answers.ts";
import { fakeDigest as digest } from "./support/fake-ecr.ts";
import { ended, OTHER_WEST, ReplicatingProject, WEST } from "./support/replicating.ts";

describe("wrong use", () => {
  const project = new ReplicatingProject();

  function run(request: Partial<ReplicateRequest>) {
    return ended(replicate({ stack: "production", components: [], dryRun: false, ...request }));
  }

  test.each<[Partial<ReplicateRequest>, string]>([
    [{ stack: "qa" }, "No registry stack of the app copies a repository of qa."],
    [{ to: "west" }, `west: no such destination. production is copied to ${WEST}, ${OTHER_WEST}.`],
    [{ components: ["db"] }, "db: no such component in production."],
    [{ stack: "staging", components: ["api", "e2e"] }, "staging/e2e is copied by no rule."],
    [
      { stack: "mixed", components: ["api", "e2e"], to: WEST },
      `mixed/api is not copied to ${WEST}.`,
    ],
    [{ toProfile: "none" }, "--to-profile: AWS's files have no profile none."],
  ])("%j asks AWS nothing", async (request, message) => {
    const { code, text } = await run(request);
    expect(text).toContain(message);
    expect(code).toBe(2);
    expect(project.asked).toEqual([]);
  });
});

describe("a plan", () => {
  const image = (index: number, ...tags: string[]): EcrImage => ({
    ...images(1)[0]!,
    digest: digest(index),
    tags,
    pushedAt: new Date(index * 1_000),
  });

  function repository(uri: string, ...list: EcrImage[]): EcrRepository {
    return {
      uri,
      settings: { imageTagMutability: "IMMUTABLE" },
      images: list,
      digests: new Set(list.map((each) => each.digest)),
      tags: new Map(list.flatMap((each) => each.tags.map((tag) => [tag, each.digest]))),
      archived: new Set(list.filter(({ isArchived }) => isArchived).map((each) => each.digest)),
    };
  }

  const describePlan = ({ digest, tag, plan }: CopyPlan) =>
    `${tag ?? digest}: ${"copy" in plan ? `copy to ${plan.copy.tag}` : (plan.result.error ?? plan.result.result)}`;
  const plan = (source: readonly EcrImage[], there: readonly EcrImage[]) =>
    planCopies("qa/api", source, { uri: "source" }, repository("there", ...there)).map(
      describePlan,
    );

  test("has the oldest image first: ECR takes the last that is pushed for the newest", () => {
    const source = [image(3, "v3"), image(1, "v1"), image(2, "v2")];
    expect(plan(source, [])).toEqual(["v1: copy to v1", "v2: copy to v2", "v3: copy to v3"]);
  });

  test("has no tag for an image that is in the archive there", () => {
    const archived = { ...image(1, "v1"), isArchived: true };
    expect(plan([image(1, "v1", "v1.0")], [archived])).toEqual([
      "v1: there already",
      `v1.0: qa/api@${digest(1)} is in the archive of ECR there: restore it`,
    ]);
  });

  test("has an image without its tags if all of them are another image there", () => {
    expect(plan([image(1, "v1")], [image(2, "v1")])).toEqual([
      `${digest(1)}: copy to undefined`,
      `v1: v1 is another image there, ${digest(2)}, and its tags are immutable`,
    ]);
    expect(plan([image(1, "v1")], [image(2, "v1"), image(1)])).toEqual([
      `v1: v1 is another image there, ${digest(2)}, and its tags are immutable`,
    ]);
  });

  test("copies from the one repository to the other by the digest", () => {
    const [first] = planCopies("qa/api", [image(1, "v1")], { uri: "a/qa/api" }, repository("b"));
    expect(first?.plan).toMatchObject({
      copy: { name: "qa/api", upstream: "a/qa/api", digest: digest(1), repository: { uri: "b" } },
    });
  });
});
