import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  type Entry,
  headlines,
  judge,
  planOf,
  policy,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const PULL = "aws_ecr_repository_policy.api";
const KEEP = "To keep the access, keep these statements in the policy.";
const OVERWRITES = "AWS has a policy that the state does not hold, and the plan overwrites it.";

/** A policy by which accounts may pull. */
const pull = (...accounts: string[]) => ({
  Version: "2012-10-17",
  Statement: accounts.map((account) => ({
    Sid: `Pull${account[0]}`,
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: ["ecr:BatchGetImage"],
  })),
});
const [ONE, TWO] = ["111111111111", "222222222222"];
const of = (...accounts: string[]) => policy("payments/api", pull(...accounts));
const loses = (account: string) =>
  `account ${account} loses ecr:BatchGetImage (statement "Pull${account[0]}").`;
const gains = (account: string) =>
  `account ${account} gains ecr:BatchGetImage (statement "Pull${account[0]}")`;

const api = unchanged(API, repository("payments/api"));
const three = { "payments/api": { images: 3 } };

describe("access that a policy takes away is a finding by statement:", () => {
  it("what goes, and what comes in return", async () => {
    const ecr = ecrWith(three);
    const { findings, changes } = await judge(planOf([api, change(PULL, of(ONE), of(TWO))]), ecr);
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason: `${loses(ONE)} In return: ${gains(TWO)}.`,
      remedy: KEEP,
    });
    expect(changes).toEqual([]);
    expect(ecr.asked).toEqual([
      "repositoryPolicy us-east-1 111111111111 payments/api",
      "images us-east-1 111111111111 payments/api",
    ]);
  });

  it("several statements", async () => {
    const entry = change(PULL, of(ONE, TWO), policy("payments/api", { Statement: [] }));
    const { findings } = await judge(planOf([api, entry]), ecrWith(three));
    expect(findings[0]?.reason).toBe(`${loses(ONE).slice(0, -1)}; ${loses(TWO)}`);
  });

  it("a policy that is deleted", async () => {
    const { findings } = await judge(planOf([api, change(PULL, of(ONE), null)]), ecrWith(three));
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 3`]);
    expect(findings[0]?.reason).toBe(loses(ONE));
  });

  it("what an earlier replacement left over, whose deletion deletes the policy", async () => {
    const changes = [api, unchanged(PULL, of(ONE)), change(PULL, of(ONE), null, { deposed: "1" })];
    const { findings } = await judge(planOf(changes), ecrWith(three));
    expect(headlines(findings)).toEqual([`access:${PULL} (deposed object 1) payments/api 3`]);
  });

  it("a policy that goes from one repository to another", async () => {
    const web = unchanged("aws_ecr_repository.web", repository("payments/web"));
    const entry = replaced(PULL, of(ONE), policy("payments/web", pull(ONE)), [["repository"]]);
    const ecr = ecrWith({ ...three, "payments/web": { images: 1, repositoryPolicy: pull(TWO) } });
    const { findings } = await judge(planOf([api, web, entry]), ecr);
    expect(findings.map(({ repository, reason }) => [repository, reason])).toEqual([
      ["payments/api", loses(ONE)],
      ["payments/web", `${OVERWRITES} ${loses(TWO)} In return: ${gains(ONE)}.`],
    ]);
  });

  it.each([
    ["not counted offline", stayOffline(), null, loses(ONE)],
    ["not counted as AWS refuses", ecrWith({ "payments/api": "AWS: denied" }), null, loses(ONE)],
    ["none as AWS has no such repository", ecrWith(), 0, loses(ONE)],
  ])("whose images are %s", async (_, ecr, count, reason) => {
    const { findings } = await judge(planOf([api, change(PULL, of(ONE), null)]), ecr);
    expect(findings).toMatchObject([{ kind: "access", repository: "payments/api", reason }]);
    expect(findings[0]?.images?.images ?? null).toBe(count);
  });
});

describe("no finding is", () => {
  it.each<[string, Entry, string]>([
    ["a gain", change(PULL, of(ONE), of(ONE, TWO)), `updated in place: policy; ${gains(TWO)}`],
    ["a new policy", change(PULL, null, of(ONE)), `created; ${gains(ONE)}`],
    [
      "the same in other words",
      change(PULL, of(ONE), policy("payments/api", JSON.stringify(pull(ONE), null, 1))),
      "updated in place: policy",
    ],
    [
      "a policy that is taken out of the state",
      change(PULL, of(ONE), null, { change: { actions: ["forget"] } }),
      "taken out of the state; AWS keeps it",
    ],
  ])("%s", async (_, entry, words) => {
    const ecr = ecrWith(three);
    expect(await judge(planOf([api, entry]), ecr)).toEqual({
      findings: [],
      changes: [{ address: PULL, repository: "payments/api", change: words }],
    });
    expect(ecr.asked.filter((question) => question.startsWith("images"))).toEqual([]);
  });

  it("a policy that stays", async () => {
    const ecr = ecrWith(three);
    const { findings, changes } = await judge(planOf([api, unchanged(PULL, of(ONE))]), ecr);
    expect([...findings, ...changes]).toEqual([]);
    expect(ecr.asked).toEqual([]);
  });

  it.each<[string, Entry]>([
    ["deletes", change(API, repository("payments/api"), null)],
    ["replaces", replaced(API, repository("payments/api"), { name: "payments/api" })],
  ])("the policy of a repository that the plan %s: it says so there", async (_, lost) => {
    const changes = [lost, replaced(PULL, of(ONE), of(TWO))];
    const { findings } = await judge(planOf(changes), ecrWith(three));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.address).toBe(API);
  });

  it("the policy of a repository that the plan creates", async () => {
    const created = change(API, null, { name: "payments/api" });
    const ecr = ecrWith();
    const { findings } = await judge(planOf([created, change(PULL, null, of(ONE))]), ecr);
    expect(findings).toEqual([]);
    expect(ecr.asked).toEqual(["images   payments/api"]);
  });

  it.each(["", "module.ecr."])(
    "the policy of a repository that goes, beside one that stays (module: %s)",
    async (module) => {
      const changes = [
        change(`${module}${API}`, repository("payments/api"), null),
        unchanged(`${module}aws_ecr_repository.web`, repository("payments/web")),
        change(PULL, of(ONE), null),
      ];
      const { findings } = await judge(planOf(changes), ecrWith(three));
      expect(findings.map(({ kind }) => kind)).toEqual(["destroy"]);
    },
  );

  it("the policy of a repository that is stranded", async () => {
    const more = {
      configuration: configuration(
        { aws: { expressions: { region: { constant_value: "eu-west-1" } } } },
        [
          { type: "aws_ecr_repository", name: "api", provider_config_key: "aws" },
          { type: "aws_ecr_repository_policy", name: "api", provider_config_key: "aws" },
        ],
      ),
    };
    const plan = planOf([api, change(PULL, of(ONE), of(TWO))], more);
    const { findings } = await judge(plan, ecrWith(three));
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
  });
});

describe("a policy that AWS has and the state does not hold", () => {
  const created = planOf([api, change(PULL, null, of(TWO))]);

  it("is overwritten, by statement", async () => {
    const ecr = ecrWith({ "payments/api": { images: 3, repositoryPolicy: pull(ONE) } });
    const { findings } = await judge(created, ecr);
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason: `${OVERWRITES} ${loses(ONE)} In return: ${gains(TWO)}.`,
      remedy: KEEP,
    });
    expect([...ecr.asked].sort()).toEqual([
      "images us-east-1 111111111111 payments/api",
      "repositoryPolicy us-east-1 111111111111 payments/api",
    ]);
  });

  it("is the same", async () => {
    const ecr = ecrWith({ "payments/api": { repositoryPolicy: pull(TWO) } });
    const { findings, changes } = await judge(created, ecr);
    expect(findings).toEqual([]);
    expect(changes).toMatchObject([{ change: "created" }]);
  });

  it("is overwritten under an import of the repository", async () => {
    const imported = unchanged(API, repository("payments/api"), {
      change: { ...api.change, importing: { id: "payments/api" } },
    });
    const ecr = ecrWith({ "payments/api": { images: 3, repositoryPolicy: pull(ONE) } });
    const plan = planOf([imported, change(PULL, null, of(TWO))]);
    const { findings, changes } = await judge(plan, ecr);
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 3`]);
    expect(changes).toEqual([{ address: API, repository: "payments/api", change: "imported" }]);
  });

  it.each([
    ["refuses", ecrWith({ "payments/api": "AWS: denied" }), "AWS: denied"],
    ["has no such repository", ecrWith(), "AWS: RepositoryNotFoundException: by the test"],
  ])("may be there if AWS %s", async (_, ecr, why) => {
    const { findings } = await judge(created, ecr);
    expect(findings).toMatchObject([
      {
        kind: "access",
        repository: "payments/api",
        reason: `The policy that the plan overwrites cannot be read: ${why}.`,
        remedy:
          "Let the credentials read it: ecr:GetRepositoryPolicy, in the region that the plan is for.",
      },
    ]);
  });

  it("may be there, offline", async () => {
    const { findings } = await judge(created, stayOffline());
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api not counted`]);
    expect(findings[0]).toMatchObject({
      reason: "Whether AWS has a policy that the plan overwrites is not known: AWS was not asked.",
      remedy: "Review it without --offline.",
    });
  });

  it("counts if the state holds an older one", async () => {
    const ecr = ecrWith({ "payments/api": { images: 3, repositoryPolicy: pull(TWO) } });
    const widened = change(PULL, of(ONE), of(ONE));
    const entry = { ...widened, change: { ...(widened.change as object), actions: ["update"] } };
    const { findings } = await judge(planOf([api, entry]), ecr);
    expect(findings[0]?.reason).toBe(`${loses(TWO)} In return: ${gains(ONE)}.`);
  });

  it("is looked for where the provider works if no repository of the plan has the name", async () => {
    const more = {
      configuration: configuration(
        {
          aws: {
            expressions: {
              region: { constant_value: "eu-west-1" },
              allowed_account_ids: { constant_value: [TWO] },
            },
          },
        },
        [{ type: "aws_ecr_repository_policy", name: "api", provider_config_key: "aws" }],
      ),
    };
    const ecr = ecrWith({ "eu-west-1/payments/api": { images: 5, repositoryPolicy: pull(ONE) } });
    const { findings } = await judge(planOf([change(PULL, null, of(TWO))], more), ecr);
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 5`]);
    expect(ecr.asked).toContain(`repositoryPolicy eu-west-1 ${TWO} payments/api`);
  });
});

describe("what is known only after the apply is a finding:", () => {
  it("the policy", async () => {
    const entry = change(
      PULL,
      of(ONE),
      { repository: "payments/api" },
      {
        change: { after_unknown: { policy: true } },
      },
    );
    const { findings } = await judge(planOf([api, entry]), ecrWith(three));
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason: "The repository policy is known only after the apply. It may take access away.",
      remedy: "Give it a repository and a policy that are known in the plan.",
    });
  });

  it("the repository, and the one that had the policy loses it", async () => {
    const entry = replaced(PULL, of(ONE), { policy: "{}" }, [["repository"]], {
      change: { after_unknown: { repository: true } },
    });
    const { findings } = await judge(planOf([api, entry]), ecrWith(three));
    expect(
      findings.map(({ repository, images, reason, remedy }) => {
        return [repository, images?.images ?? null, reason, remedy];
      }),
    ).toEqual([
      [
        null,
        null,
        "It is known only after the apply which repository gets this policy.",
        "Give it a repository and a policy that are known in the plan.",
      ],
      ["payments/api", 3, loses(ONE), KEEP],
    ]);
  });

  it("but for a repository that is created in the same module", async () => {
    const entry = change(
      PULL,
      null,
      { policy: "{}" },
      {
        change: { after_unknown: { repository: true } },
      },
    );
    const created = change(API, null, { name: "payments/api" });
    const kinds = async (...changes: Entry[]) =>
      (await judge(planOf(changes), ecrWith())).findings.map(({ kind }) => kind);
    expect(await kinds(created, entry)).toEqual([]);
    expect(await kinds(replaced(API, repository("a"), { name: "a" }), entry)).toEqual(["replace"]);
    expect(await kinds(api, entry)).toEqual(["access"]);
    const web = unchanged("aws_ecr_repository.web", repository("payments/web"));
    expect(await kinds(web, created, entry)).toEqual([]);
    const inModule = change("module.ecr.aws_ecr_repository.api", null, { name: "payments/api" });
    expect(await kinds(inModule, entry)).toEqual(["access"]);
  });
});

describe("a policy whose repository is not known yet is of one that is created, if its code refers to", () => {
  const kinds = async (references: unknown) => {
    const code = { type: "aws_ecr_repository_policy", name: "api" };
    const more = {
      configuration: configuration({}, [{ ...code, expressions: { repository: { references } } }]),
    };
    const unknown = { change: { after_unknown: { repository: true } } };
    const changes = [
      change(API, null, { name: "payments/api" }),
      change(PULL, null, { policy: "{}" }, unknown),
    ];
    return (await judge(planOf(changes, more), ecrWith())).findings.map(({ kind }) => kind);
  };

  it.each([
    [[`${API}.id`, API]],
    [["var.create", `${API}.id`, API]],
    [["local.name"]],
    [["local.module.name"]],
    [["aws_ecr_repository.var.id"]],
    [["each.value"]],
    [[]],
    [undefined],
    ["data.aws_ecr_repository.old.name"],
  ])("%j", async (references) => {
    expect(await kinds(references)).toEqual([]);
  });

  it.each([
    [["data.aws_ecr_repository.old.name", "data.aws_ecr_repository.old"]],
    [["var.repository"]],
    [["module.repository.name", "module.repository"]],
  ])("but not to %j", async (references) => {
    expect(await kinds(references)).toEqual(["access"]);
  });
});

describe("a policy that goes to another address", () => {
  const OTHER = "aws_ecr_repository_policy.other";
  const reason = `The plan puts the policy at ${OTHER} and deletes it at ${PULL}. If the deletion comes last, the repository has no policy.`;
  const remedy = `Add this to the root module, and plan again:\nmoved {\n  from = ${PULL}\n  to   = ${OTHER}\n}`;

  it.each([[false], [true]])("may be deleted last (the other order: %s)", async (isReversed) => {
    const changes = [change(PULL, of(ONE), null), change(OTHER, null, of(ONE))];
    const plan = planOf([api, ...(isReversed ? changes.reverse() : changes)]);
    const { findings } = await judge(plan, ecrWith(three));
    expect(headlines(findings)).toEqual([`access:${OTHER} payments/api 3`]);
    expect(findings[0]).toMatchObject({ reason, remedy });
  });

  it.each([[false], [true]])("that has one already (the other order: %s)", async (isReversed) => {
    const changes = [change(PULL, of(ONE), null), change(OTHER, of(ONE), of(ONE, TWO))];
    const plan = planOf([api, ...(isReversed ? changes.reverse() : changes)]);
    const { findings } = await judge(plan, ecrWith(three));
    expect(findings).toMatchObject([{ address: OTHER, reason, remedy }]);
  });

  it("by a moved block is judged by what changes", async () => {
    const entry = change(OTHER, of(ONE), of(ONE, TWO), { previous_address: PULL });
    const { findings, changes } = await judge(planOf([api, entry]), ecrWith(three));
    expect(findings).toEqual([]);
    expect(changes).toMatchObject([
      { change: `moved from ${PULL}; updated in place: policy; ${gains(TWO)}` },
    ]);
  });

  it("whose repository two policies have are judged each", async () => {
    const changes = [change(PULL, of(ONE), of(TWO)), change(OTHER, of(ONE), of(ONE))];
    const { findings } = await judge(planOf([api, ...changes]), ecrWith(three));
    expect(findings).toMatchObject([
      { address: PULL, reason: `${loses(ONE)} In return: ${gains(TWO)}.` },
    ]);
  });

  it("are found each if both are deleted", async () => {
    const changes = [change(PULL, of(ONE), null), change(OTHER, of(ONE), null)];
    const { findings } = await judge(planOf([api, ...changes]), ecrWith(three));
    expect(findings.map(({ address }) => address)).toEqual([PULL, OTHER]);
  });
});

describe("one name in two places:", () => {
  const EU = { region: "eu-west-1" };
  const there = { ...three, "eu-west-1/payments/api": { images: 5 } };
  const narrowed = (address: string) => change(address, of(ONE), of(TWO));
  const widened = (address: string) => change(address, of(ONE), of(ONE, TWO));
  const inModule = (module: string, entry: (address: string) => Entry) =>
    entry(`module.${module}.aws_ecr_repository_policy.this`);

  const modules = (attributes: object) => [
    unchanged("module.us.aws_ecr_repository.this", repository("payments/api")),
    unchanged("module.eu.aws_ecr_repository.this", repository("payments/api", { ...attributes })),
  ];

  it.each<[string, object, string[]]>([
    ["regions", EU, ["3", "5"]],
    ["accounts", { account: TWO }, ["3", "3"]],
  ])("in two %s, each policy is judged by its module", async (_, attributes, [us, eu]) => {
    const found = async (...policies: Entry[]) => {
      const plan = planOf([...modules(attributes), ...policies]);
      return headlines((await judge(plan, ecrWith(there))).findings);
    };
    const usPolicy = `access:module.us.aws_ecr_repository_policy.this payments/api ${us}`;
    const euPolicy = `access:module.eu.aws_ecr_repository_policy.this payments/api ${eu}`;
    expect(await found(inModule("us", narrowed), inModule("eu", widened))).toEqual([usPolicy]);
    expect(await found(inModule("us", widened), inModule("eu", narrowed))).toEqual([euPolicy]);
    expect((await found(inModule("us", narrowed), inModule("eu", narrowed))).sort()).toEqual(
      [usPolicy, euPolicy].sort(),
    );
  });

  const names = ["us", "eu"];
  const root = (more: Entry[]) => [
    unchanged("aws_ecr_repository.us", repository("payments/api")),
    unchanged("aws_ecr_repository.eu", repository("payments/api", EU)),
    ...more,
  ];
  const providers = {
    configuration: configuration(
      {
        "aws.us": { expressions: { region: { constant_value: "us-east-1" } } },
        "aws.eu": { expressions: { region: { constant_value: "eu-west-1" } } },
      },
      names.flatMap((name) =>
        ["aws_ecr_repository", "aws_ecr_repository_policy"].map((type) => {
          return { type, name, provider_config_key: `aws.${name}` };
        }),
      ),
    ),
  };
  const at = (name: string) => `aws_ecr_repository_policy.${name}`;

  it("in one module, each policy is judged by its provider", async () => {
    const { findings } = await judge(
      planOf(root([narrowed(at("us")), narrowed(at("eu"))]), providers),
      ecrWith(there),
    );
    expect(headlines(findings)).toEqual([
      `access:${at("eu")} payments/api 5`,
      `access:${at("us")} payments/api 3`,
    ]);
  });

  it("in one module, without a configuration each is judged all the same", async () => {
    const { findings } = await judge(
      planOf(root([narrowed(at("us")), widened(at("eu"))])),
      ecrWith(there),
    );
    expect(findings.map(({ address }) => address)).toEqual([at("us")]);
  });

  it.each([
    ["deletes", change("aws_ecr_repository.us", repository("payments/api"), null)],
    ["creates", change("aws_ecr_repository.us", null, { name: "payments/api" })],
  ])("the policy of the one that stays is judged if the plan %s the other", async (_, other) => {
    const changes = [other, root([])[1]!, narrowed(at("eu"))];
    for (const more of [{}, providers]) {
      const { findings } = await judge(planOf(changes, more), ecrWith(there));
      expect(headlines(findings)).toContain(`access:${at("eu")} payments/api 5`);
    }
  });

  it("the policy of the one that goes is not judged", async () => {
    const deleted = change("aws_ecr_repository.us", repository("payments/api"), null);
    const changes = [deleted, root([])[1]!, change(at("us"), of(ONE), null)];
    const { findings } = await judge(planOf(changes, providers), ecrWith(there));
    expect(headlines(findings)).toEqual(["destroy:aws_ecr_repository.us payments/api 3"]);
  });

  it("a policy in the root module is of the repository in a module", async () => {
    const changes = [modules(EU)[1]!, narrowed(PULL)];
    const { findings } = await judge(planOf(changes), ecrWith(there));
    expect(headlines(findings)).toEqual([`access:${PULL} payments/api 5`]);
  });
});
