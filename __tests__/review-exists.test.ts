import { expect, it } from "vitest";
import { askEcr, stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  headlines,
  judge,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const created = planOf([change(API, null, { name: "payments/api" })]);
const REMEDY =
  "To manage the one that exists, import it (`artos-ecr adopt`, an `import` block or `terraform import`). To have another, choose another name.";

it("a repository that the plan creates and AWS has is a finding", async () => {
  const ecr = ecrWith({ "payments/api": { images: 3 } });
  const { findings, changes } = await judge(created, ecr);
  expect(headlines(findings)).toEqual([`exists:${API} payments/api 3`]);
  expect(findings[0]).toMatchObject({
    reason: "The plan creates it, and AWS has a repository of this name: the apply would fail.",
    remedy: REMEDY,
  });
  expect(changes).toEqual([]);
  expect(ecr.asked).toEqual(["images   payments/api"]);
});

it("it may exist if the plan does not show the region: AWS is not asked in another", async () => {
  const provider = { expressions: { region: { references: ["local.region"] } } };
  const more = {
    configuration: configuration({ aws: provider }, [
      { type: "aws_ecr_repository", name: "api", provider_config_key: "aws" },
    ]),
  };
  const { findings } = await judge({ ...created, ...more }, askEcr());
  expect(headlines(findings)).toEqual([`exists:${API} payments/api not counted`]);
  expect(findings[0]?.reason).toBe(
    "The plan creates it, and AWS did not answer whether it exists. The images were not counted: the plan does not show the provider's region, which is neither a literal nor a variable of the root module.",
  );
});

it("it may exist if the region of the resource itself is known only after the apply", async () => {
  const entry = change(
    API,
    null,
    { name: "payments/api" },
    {
      change: { after_unknown: { region: true } },
    },
  );
  const { findings } = await judge(planOf([entry]), askEcr());
  expect(headlines(findings)).toEqual([`exists:${API} payments/api not counted`]);
  expect(findings[0]?.reason).toContain("the plan does not show the provider's region");
});

it("an empty one is a finding too", async () => {
  const { findings } = await judge(created, ecrWith({ "payments/api": {} }));
  expect(headlines(findings)).toEqual([`exists:${API} payments/api 0`]);
});

it("it is looked for where the provider works", async () => {
  const more = {
    configuration: configuration(
      {
        aws: {
          expressions: {
            region: { constant_value: "eu-west-1" },
            allowed_account_ids: { constant_value: ["222222222222"] },
          },
        },
      },
      [{ type: "aws_ecr_repository", name: "api", provider_config_key: "aws" }],
    ),
  };
  const ecr = ecrWith({ "eu-west-1/payments/api": {} });
  const { findings } = await judge({ ...created, ...more }, ecr);
  expect(headlines(findings)).toEqual([`exists:${API} payments/api 0`]);
  expect(ecr.asked).toEqual(["images eu-west-1 222222222222 payments/api"]);
});

it("one that AWS does not have is created", async () => {
  expect(await judge(created, ecrWith())).toEqual({
    findings: [],
    changes: [{ address: API, repository: "payments/api", change: "created" }],
  });
});

it("without an answer of AWS it may exist", async () => {
  const { findings } = await judge(created, ecrWith({ "payments/api": "AWS: denied" }));
  expect(headlines(findings)).toEqual([`exists:${API} payments/api not counted`]);
  expect(findings[0]).toMatchObject({
    reason:
      "The plan creates it, and AWS did not answer whether it exists. The images were not counted: AWS: denied.",
    remedy: REMEDY,
  });
});

it("offline nobody looks", async () => {
  const { findings, changes } = await judge(created, stayOffline());
  expect(findings).toEqual([]);
  expect(changes).toMatchObject([{ address: API, change: "created" }]);
});

it("under a name that is not known yet it may exist", async () => {
  const entry = change(API, null, {}, { change: { after_unknown: { name: true } } });
  for (const ecr of [ecrWith(), stayOffline()]) {
    const { findings } = await judge(planOf([entry]), ecr);
    expect(findings).toEqual([
      {
        kind: "exists",
        address: API,
        repository: null,
        images: null,
        reason:
          "The plan creates it under a name that is known only after the apply. AWS may have a repository of that name.",
        remedy: "Give it a name that is known in the plan.",
      },
    ]);
  }
});

it("a replacement may meet one under its new name, and meets its own under the old one", async () => {
  const aws = ecrWith({ "payments/api": { images: 3 }, "payments/web": { images: 1 } });
  const renamed = replaced(API, repository("payments/api"), { name: "payments/web" }, [["name"]]);
  expect(headlines((await judge(planOf([renamed]), aws)).findings)).toEqual([
    `replace:${API} payments/api 3`,
    `exists:${API} payments/web 1`,
  ]);
  const replacement = replaced(API, repository("payments/api"), { name: "payments/api" });
  expect(headlines((await judge(planOf([replacement]), aws)).findings)).toEqual([
    `replace:${API} payments/api 3`,
  ]);
});

it("what the state holds is not looked for", async () => {
  const ecr = ecrWith({ "payments/api": {} });
  const updated = change("aws_ecr_repository.web", repository("payments/web"), {
    ...repository("payments/web"),
    tags: {},
  });
  const plan = planOf([unchanged(API, repository("payments/api")), updated]);
  expect((await judge(plan, ecr)).findings).toEqual([]);
  expect(ecr.asked).toEqual([]);
});
