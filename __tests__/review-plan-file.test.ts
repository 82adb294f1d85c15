import { describe, expect, it } from "vitest";
import { review } from "../cli/review/review.ts";
import { change, planOf, repository, unchanged } from "./support/plans.ts";
import { refusalOf, reviewFile } from "./support/reviews.ts";

const API = "aws_ecr_repository.api";
const api = unchanged(API, repository("payments/api"));
const deleted = change(API, repository("payments/api"), null);
const HOW = "Write it with `terraform show -json PLANFILE`.";

/** The entry with other properties in its `change`. */
const odd = (properties: object, more: object = {}) => ({
  ...api,
  ...more,
  change: { ...api.change, ...properties },
});

describe("a plan is refused with exit code 2:", () => {
  it.each<[string, unknown, string]>([
    ["null", null, "it is no plan"],
    ["a list", [], "it is no plan"],
    ["a number", 1, "it is no plan"],
    ["an object", {}, "it is no plan"],
    ["a state", { format_version: "1.0", values: {} }, "it is no plan"],
    ["no version", planOf([api], { format_version: undefined }), "it is no plan"],
    ["a version that is a number", planOf([api], { format_version: 1 }), "it is no plan"],
    [
      "an older version",
      planOf([api], { format_version: "0.2" }),
      'its format version is "0.2", and 1.x is known',
    ],
    [
      "a newer version",
      planOf([api], { format_version: "2.0" }),
      'its format version is "2.0", and 1.x is known',
    ],
    [
      "a version like a known one",
      planOf([api], { format_version: "11.0" }),
      'its format version is "11.0", and 1.x is known',
    ],
    [
      "a version with more",
      planOf([api], { format_version: "1.2-beta" }),
      'its format version is "1.2-beta", and 1.x is known',
    ],
    [
      "one that failed",
      planOf([api], { errored: true }),
      "Terraform failed before the plan was complete",
    ],
    [
      "one that puts ECR off",
      planOf([api], { deferred_changes: [{ reason: "unknown", resource_change: deleted }] }),
      "Terraform puts changes of ECR off to a later plan (deferred_changes)",
    ],
    ["changes that are no list", planOf({} as never), "its changes are no list"],
    ["a change that is no object", planOf([null] as never), "one of its changes is no object"],
    ["no changes at all", planOf(null as never), "its changes are no list"],
    ["drift that is no list", planOf([api], { resource_drift: {} }), "its changes are no list"],
    [
      "deferred changes that are no list",
      planOf([api], { deferred_changes: "none" }),
      "its changes are no list",
    ],
    ["no address", planOf([{ ...api, address: 7 } as never]), "a change of it has no address"],
    ["no change", planOf([{ ...api, change: [] } as never]), "a change of it has no address"],
    [
      "unknown actions",
      planOf([odd({ actions: ["create", "forget"] })]),
      `the actions of ${API} are ["create","forget"]`,
    ],
    ["no actions", planOf([odd({ actions: [] })]), `the actions of ${API} are []`],
    [
      "actions that are no list",
      planOf([odd({ actions: "delete" })]),
      `the actions of ${API} are "delete"`,
    ],
    [
      "an action like a property of every object",
      planOf([odd({ actions: ["constructor"] })]),
      `the actions of ${API} are ["constructor"]`,
    ],
    ...["no-op", "update", "delete", "forget"].map((action): [string, unknown, string] => [
      `${action} without values before`,
      planOf([odd({ actions: [action], before: null })]),
      `${API} has no values before the change`,
    ]),
    [
      "values before that are a list",
      planOf([odd({ before: [] })]),
      `${API} has no values before the change`,
    ],
    ...["no-op", "update", "create"].map((action): [string, unknown, string] => [
      `${action} without values after`,
      planOf([odd({ actions: [action], after: null })]),
      `${API} has no values after the change`,
    ]),
    [
      "drift that cannot be read",
      planOf([], { resource_drift: [odd({ actions: ["vanish"] })] }),
      `the actions of ${API} are ["vanish"]`,
    ],
  ])("%s", async (_, plan, why) => {
    expect(await refusalOf(reviewFile(plan))).toEqual({
      message: `plan.json cannot be judged: ${why}. ${HOW}`,
      exitCode: 2,
    });
  });

  it.each([
    '{"password": secret}',
    '{"password": "secret", }',
    '{"password": "secret"',
    "secret",
    "",
  ])("%s, which is no JSON, and of which nothing is shown", async (text) => {
    expect(await refusalOf(reviewFile(text))).toEqual({
      message: "plan.json cannot be read: it is no JSON",
      exitCode: 2,
    });
  });

  it("one that is not there", async () => {
    const answer = review({ plan: "none.json", accept: [], offline: true, markdown: false });
    const { message, exitCode } = await refusalOf(answer);
    expect(message).toMatch(/^none\.json cannot be read: ENOENT/);
    expect(exitCode).toBe(2);
  });

  it("one for a stack", async () => {
    expect(await refusalOf(reviewFile(planOf([]), { stack: "production" }))).toEqual({
      message: "--plan reviews a plan of any root module: leave out the stack.",
      exitCode: 2,
    });
  });
});

describe("a plan is read", () => {
  it.each<[string, unknown]>([
    ["without changes", planOf([])],
    ["without a list of changes", { format_version: "1.2", planned_values: {} }],
    ["of another version 1", planOf([], { format_version: "1.99" })],
    ["that did not fail", planOf([api], { errored: false, applyable: true, complete: true })],
    [
      "that puts off what is not of ECR",
      planOf([], {
        deferred_changes: [
          { reason: "unknown", resource_change: { mode: "managed", type: "aws_s3_bucket" } },
          {},
        ],
      }),
    ],
    ["with a mark of the byte order", `\uFEFF${JSON.stringify(planOf([]))}`],
    [
      "with what is not of ECR, whatever it is",
      planOf([
        { ...deleted, type: "aws_s3_bucket" },
        { ...deleted, type: "aws_ecrpublic_repository" },
        { ...deleted, type: undefined },
        { ...deleted, mode: "data" },
      ] as never),
    ],
  ])("%s", async (_, plan) => {
    expect(await reviewFile(plan)).toEqual({
      data: { findings: [], changes: [] },
      text: expect.stringMatching(/^The plan: no finding\./),
      exitCode: 0,
    });
  });
});

describe("the other changes are listed with the names of what changes", () => {
  it.each<[string, object, string]>([
    [
      "an update",
      change(API, repository("payments/api"), {
        ...repository("payments/api"),
        tags: { a: "b" },
        tags_all: { a: "b" },
        image_scanning_configuration: [],
      }),
      "updated in place: tags, image_scanning_configuration",
    ],
    [
      "what goes",
      change(API, repository("payments/api", { tags: {} }), repository("payments/api")),
      "updated in place: tags",
    ],
    [
      "what is known only after the apply",
      change(API, repository("payments/api", { tags: null }), repository("payments/api"), {
        change: {
          after_unknown: { arn: true, id: true, registry_id: true, tags: { Owner: true } },
        },
      }),
      "updated in place: tags",
    ],
    [
      "nothing that is shown",
      change(
        API,
        { ...repository("payments/api"), registry_id: "1", repository_url: "1", tags_all: {} },
        repository("payments/api"),
        {
          change: {
            after_unknown: {
              arn: true,
              id: true,
              name: null,
              registry_id: true,
              repository_url: true,
              tags_all: true,
            },
          },
        },
      ),
      "updated in place",
    ],
    [
      "an import",
      unchanged(API, repository("payments/api"), {
        change: { ...api.change, importing: { id: "payments/api" } },
      }),
      "imported",
    ],
    [
      "a move and an update",
      change(API, repository("payments/api"), repository("payments/api", { tags: {} }), {
        previous_address: "aws_ecr_repository.old",
      }),
      "moved from aws_ecr_repository.old; updated in place: tags",
    ],
  ])("%s", async (_, entry, words) => {
    const { data, exitCode } = await reviewFile(planOf([entry as never]));
    expect(data).toEqual({
      findings: [],
      changes: [{ address: API, repository: "payments/api", change: words }],
    });
    expect(exitCode).toBe(0);
  });

  it.each<[string, object, string]>([
    [
      "aws_ecr_registry_policy.this",
      change("aws_ecr_registry_policy.this", { policy: "{}" }, null, {
        change: { actions: ["forget"] },
      }),
      "taken out of the state; AWS keeps it",
    ],
    [
      "aws_ecr_pull_through_cache_rule.this",
      change("aws_ecr_pull_through_cache_rule.this", null, { repository: 7 }),
      "created",
    ],
  ])("of the registry, without a repository: %s", async (address, entry, words) => {
    const { data } = await reviewFile(planOf([entry as never]));
    expect(data.changes).toEqual([{ address, repository: null, change: words }]);
  });
});
