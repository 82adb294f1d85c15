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
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const state = (attributes = {}) => repository("payments/api", attributes);
const wanted = { name: "payments/api", image_tag_mutability: "IMMUTABLE" };

/** The configuration whose provider has these expressions. */
const provider = (expressions: object, more: object = {}): Record<string, unknown> => ({
  configuration: configuration({ aws: { expressions, ...more } }, [
    { type: "aws_s3_bucket", name: "api", provider_config_key: "aws.other" },
    { type: "aws_ecr_repository", name: "web", provider_config_key: "aws.other" },
    { type: "aws_ecr_repository", name: "api", provider_config_key: "aws" },
  ]),
});
const inRegion = (region: string) => provider({ region: { constant_value: region } });
const inAccounts = (...accounts: string[]) =>
  provider({ allowed_account_ids: { constant_value: accounts } });

/** The plan of a repository that a refresh did not find at an address, and what it creates. */
const gone = (created: readonly Entry[], more: object = {}, address = API) =>
  planOf(created, { resource_drift: [change(address, state(), null)], ...more });
const again = change(API, null, wanted);

const REMEDY =
  "To keep it, put the provider's region and account back: us-east-1 of account 111111111111. To have repositories in both, use a state of its own for each.";
const LOST =
  "The state holds it in us-east-1 of account 111111111111, and the plan does not find it: its provider works in another region or account, or it was deleted. Terraform loses sight of it there, with its images, and creates an empty repository here.";

describe("a repository that the plan does not find, and creates", () => {
  it("stays behind in another region", async () => {
    const ecr = ecrWith({ "payments/api": { images: 3 } });
    const { findings, changes } = await judge(gone([again], inRegion("eu-west-1")), ecr);
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason:
        "The state holds it in us-east-1 of account 111111111111, and the provider works in eu-west-1 of account 111111111111. Terraform loses sight of it there, with its images, and creates an empty repository here.",
      remedy: REMEDY,
    });
    expect(changes).toEqual([]);
    expect(ecr.asked).toEqual([
      "account eu-west-1  ",
      "images us-east-1 111111111111 payments/api",
      "images eu-west-1  payments/api",
    ]);
  });

  it("is said to exist if the other region has one too", async () => {
    const ecr = ecrWith({ "payments/api": { images: 3 }, "eu-west-1/payments/api": {} });
    const { findings } = await judge(gone([again], inRegion("eu-west-1")), ecr);
    expect(headlines(findings)).toEqual([
      `elsewhere:${API} payments/api 3`,
      `exists:${API} payments/api 0`,
    ]);
  });

  it.each<[string, object, string]>([
    ["the provider's", inAccounts("222222222222"), "account 222222222222"],
    ["the credentials'", {}, "account 222222222222"],
    [
      "the credentials' in the provider's region",
      inRegion("us-east-1"),
      "us-east-1 of account 222222222222",
    ],
  ])("stays behind in another account than %s", async (_, more, place) => {
    const ecr = ecrWith({ "payments/api": { images: 3 } }, { known: "222222222222" });
    const { findings } = await judge(gone([again], more), ecr);
    expect(headlines(findings)).toContain(`elsewhere:${API} payments/api 3`);
    expect(findings[0]?.reason).toContain(`and the provider works in ${place}. `);
  });

  it("is found by the address of before a move", async () => {
    const moved = { ...again, previous_address: "aws_ecr_repository.old" };
    const plan = gone([moved], inRegion("eu-west-1"), "aws_ecr_repository.old");
    const { findings } = await judge(plan, ecrWith({ "payments/api": { images: 3 } }));
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
  });

  it("is found by its name if its address is another one", async () => {
    const other = change("aws_ecr_repository.other", null, { name: "payments/other" });
    const plan = gone([other, again], inRegion("eu-west-1"), "aws_ecr_repository.old");
    const { findings } = await judge(plan, ecrWith({ "payments/api": { images: 3 } }));
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
  });

  it("is found by its address first", async () => {
    const other = change("aws_ecr_repository.other", null, wanted);
    const plan = gone([other, again], inRegion("eu-west-1"));
    const { findings } = await judge(plan, ecrWith({ "payments/api": { images: 3 } }));
    expect(headlines(findings)).toContain(`elsewhere:${API} payments/api 3`);
  });

  it("was deleted if the provider works where it was", async () => {
    const here = provider({
      region: { constant_value: "us-east-1" },
      allowed_account_ids: { constant_value: ["111111111111"] },
    });
    expect((await judge(gone([again], here), ecrWith())).findings).toEqual([]);
    expect((await judge(gone([again], here), stayOffline())).findings).toEqual([]);
    const ecr = ecrWith();
    await judge(gone([again], here), ecr);
    expect(ecr.asked).toEqual(["images us-east-1 111111111111 payments/api"]);
  });

  it("was deleted if AWS has none", async () => {
    const ecr = ecrWith();
    expect((await judge(gone([again]), ecr)).findings).toEqual([]);
    expect(ecr.asked).toContain("images us-east-1 111111111111 payments/api");
  });

  // The provider may assume a role in another account than that of the credentials.
  it.each<[string, object]>([
    ["that nobody names", {}],
    ["with the region alone", inRegion("us-east-1")],
    ["with the account alone", inAccounts("111111111111")],
    ["with several accounts", inAccounts("111111111111", "222222222222")],
  ])("stays behind if AWS has it, and the provider works in a place %s", async (_, more) => {
    const ecr = ecrWith({ "payments/api": { images: 3 } });
    const { findings } = await judge(gone([again], more), ecr);
    expect(findings.find(({ kind }) => kind === "elsewhere")).toMatchObject({
      images: { images: 3 },
      reason: LOST,
      remedy: REMEDY,
    });
  });

  it.each([
    ["offline", stayOffline(), LOST],
    [
      "if AWS does not answer",
      ecrWith({ "payments/api": "AWS: denied" }, { unknown: "AWS: denied" }),
      `${LOST} The images were not counted: AWS: denied.`,
    ],
  ])("may stay behind: %s", async (_, ecr, reason) => {
    const { findings } = await judge(gone([again]), ecr);
    expect(findings[0]).toMatchObject({ kind: "elsewhere", images: null, reason });
  });
});

describe("a repository that the plan neither finds nor creates", () => {
  it("stays behind if AWS has it", async () => {
    const ecr = ecrWith({ "payments/api": { images: 3 } });
    const { findings } = await judge(gone([]), ecr);
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
    expect(findings[0]?.reason).toBe(LOST.replace(", and creates an empty repository here", ""));
  });

  it("is not taken for one of the same name in another region", async () => {
    const eu = unchanged("aws_ecr_repository.eu", state({ region: "eu-west-1" }));
    const { findings } = await judge(gone([eu]), ecrWith({ "payments/api": { images: 3 } }));
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
  });

  it("is no finding if AWS has none", async () => {
    const other = change("aws_ecr_repository.other", null, { name: "payments/other" });
    expect((await judge(gone([other]), ecrWith())).findings).toEqual([]);
  });
});

describe("drift that takes nothing away is no finding:", () => {
  it.each<[string, Entry]>([
    ["an update", change(API, state(), state({ tags: {} }))],
    ["another resource", change("aws_ecr_lifecycle_policy.api", { repository: "x" }, null)],
  ])("%s", async (_, drift) => {
    const ecr = ecrWith({ "payments/api": {} });
    const plan = planOf([unchanged(API, state())], { resource_drift: [drift] });
    expect((await judge(plan, ecr)).findings).toEqual([]);
    expect(ecr.asked).toEqual([]);
  });
});

describe("a plan without refresh", () => {
  it.each<[string, Entry]>([
    ["stays as it is", unchanged(API, state())],
    ["is updated", change(API, state(), state({ tags: {} }))],
    ["is forgotten", change(API, state(), null, { change: { actions: ["forget"] } })],
  ])("shows the other region of a repository that %s", async (_, entry) => {
    const ecr = ecrWith({ "payments/api": { images: 3 } });
    const { findings } = await judge(planOf([entry], inRegion("eu-west-1")), ecr);
    expect(headlines(findings)).toEqual([`elsewhere:${API} payments/api 3`]);
    expect(findings[0]?.reason).toBe(
      "The state holds it in us-east-1 of account 111111111111, and the provider works in eu-west-1. Terraform loses sight of it there, with its images.",
    );
  });

  it("shows the other account", async () => {
    const plan = planOf([unchanged(API, state())], inAccounts("222222222222"));
    const { findings } = await judge(plan, ecrWith());
    expect(findings[0]?.reason).toContain("the provider works in account 222222222222.");
  });

  it.each<[string, Entry]>([
    ["deleted", change(API, state(), null)],
    ["replaced", replaced(API, state(), wanted)],
  ])("has one finding for a repository that is %s", async (_, entry) => {
    const { findings } = await judge(planOf([entry], inRegion("eu-west-1")), ecrWith());
    expect(findings.map(({ kind }) => kind)).not.toContain("elsewhere");
    expect(findings).toHaveLength(1);
  });

  it("asks AWS nothing if all is in its place", async () => {
    const ecr = ecrWith();
    const all = Array.from({ length: 1_000 }, (_, index) =>
      unchanged(`aws_ecr_repository.this[${index}]`, repository(`payments/${index}`)),
    );
    expect(await judge(planOf(all, inRegion("us-east-1")), ecr)).toEqual({
      findings: [],
      changes: [],
    });
    expect(ecr.asked).toEqual([]);
  });
});

describe("where the provider works is read out of the plan:", () => {
  const regionOf = async (more: Record<string, unknown>, entry = unchanged(API, state())) => {
    const { findings } = await judge(planOf([entry], more), stayOffline());
    return /the provider works in (.*)\. Terraform/.exec(findings[0]?.reason ?? "")?.[1];
  };
  const EU = { value: "eu-west-1" };

  it.each<[string, string | undefined, Record<string, unknown>]>([
    ["a literal", "eu-west-1", provider({ region: { constant_value: "eu-west-1" } })],
    ["a region of two digits", "eu-west-12", inRegion("eu-west-12")],
    ["a region of GovCloud", "us-gov-west-1", inRegion("us-gov-west-1")],
    ["what is no region", undefined, inRegion("europe")],
    ["a part of a region", undefined, inRegion("eu-west")],
    ["more than a region", undefined, inRegion("eu-west-1a")],
    ["more before a region", undefined, inRegion("x eu-west-1")],
    [
      "a variable",
      "eu-west-1",
      { ...provider({ region: { references: ["var.region"] } }), variables: { region: EU } },
    ],
    [
      "a variable that is not there",
      undefined,
      { ...provider({ region: { references: ["var.region"] } }), variables: {} },
    ],
    [
      "a local",
      undefined,
      { ...provider({ region: { references: ["local.region"] } }), variables: { region: EU } },
    ],
    [
      "an attribute named like a variable",
      undefined,
      {
        ...provider({ region: { references: ["module.var.region"] } }),
        variables: { region: EU },
      },
    ],
    [
      "a part of a variable",
      undefined,
      {
        ...provider({ region: { references: ["var.region", "var.other"] } }),
        variables: { region: EU },
      },
    ],
    ["references that are no list", undefined, provider({ region: { references: "var.region" } })],
    ["no region", undefined, provider({})],
    [
      "a variable of the module that has the provider",
      undefined,
      {
        ...provider({ region: { references: ["var.region"] } }, { module_address: "module.child" }),
        variables: { region: EU },
      },
    ],
    [
      "a literal in a module",
      "eu-west-1",
      provider({ region: { constant_value: "eu-west-1" } }, { module_address: "module.child" }),
    ],
    [
      "a sensitive variable",
      undefined,
      {
        configuration: configuration(
          { aws: { expressions: { region: { references: ["var.region"] } } } },
          [{ type: "aws_ecr_repository", name: "api", provider_config_key: "aws" }],
          { variables: { region: { sensitive: true } } },
        ),
        variables: { region: EU },
      },
    ],
    [
      "a list of accounts in a variable",
      "account 222222222222",
      {
        ...provider({ allowed_account_ids: { references: ["var.accounts"] } }),
        variables: { accounts: { value: ["222222222222"] } },
      },
    ],
    ["no accounts", undefined, inAccounts()],
    ["two accounts", undefined, inAccounts("222222222222", "333333333333")],
    [
      "accounts that are no list",
      undefined,
      provider({ allowed_account_ids: { constant_value: "2" } }),
    ],
    [
      "both",
      "eu-west-1 of account 222222222222",
      provider({
        region: { constant_value: "eu-west-1" },
        allowed_account_ids: { constant_value: ["222222222222"] },
      }),
    ],
    [
      "resources that are no list",
      undefined,
      { configuration: { ...configuration({}), root_module: { resources: {} } } },
    ],
    ["a configuration that is none", undefined, { configuration: 7 }],
  ])("%s is %s", async (_, place, more) => {
    expect(await regionOf(more)).toBe(place);
  });

  it("the provider that a module in modules uses", async () => {
    const modules = {
      configuration: configuration(
        {
          aws: { expressions: { region: { constant_value: "us-east-1" } } },
          "aws.eu": { expressions: { region: { constant_value: "eu-west-1" } } },
        },
        [{ type: "aws_ecr_repository", name: "this", provider_config_key: "aws" }],
        {
          module_calls: {
            team: {
              module: {
                module_calls: {
                  ecr: {
                    module: {
                      resources: [
                        { type: "aws_ecr_repository", name: "this", provider_config_key: "aws.eu" },
                      ],
                    },
                  },
                },
              },
            },
          },
        },
      ),
    };
    const at = (address: string) => regionOf(modules, unchanged(address, state()));
    expect(await at('module.team["a.b"].module.ecr[0].aws_ecr_repository.this')).toBe("eu-west-1");
    expect(await at("aws_ecr_repository.this")).toBeUndefined();
    expect(await at("module.team.aws_ecr_repository.this")).toBeUndefined();
  });

  it("the resource's, and not that of a data source of its name", async () => {
    const at = (mode: string | undefined, key: string) => {
      return { mode, type: "aws_ecr_repository", name: "api", provider_config_key: key };
    };
    const providers = {
      aws: { expressions: { region: { constant_value: "us-east-1" } } },
      "aws.eu": { expressions: { region: { constant_value: "eu-west-1" } } },
    };
    for (const resources of [
      [at("data", "aws"), at("managed", "aws.eu")],
      [at("managed", "aws.eu"), at("data", "aws")],
    ]) {
      const more = { configuration: configuration(providers, resources) };
      expect(await regionOf(more)).toBe("eu-west-1");
    }
  });

  it("a resource's own region, which AWS provider 6 has", async () => {
    const own = (region: string) => ({ ...state({ region }), region });
    const here = unchanged(API, own("us-east-1"));
    expect(await regionOf(inRegion("eu-west-1"), here)).toBeUndefined();
    const there = unchanged(API, { ...state(), region: "eu-west-1" });
    expect(await regionOf(inRegion("us-east-1"), there)).toBe("eu-west-1");
    const forgotten = change(API, own("us-east-1"), null, { change: { actions: ["forget"] } });
    expect(await regionOf(inRegion("eu-west-1"), forgotten)).toBeUndefined();
    const unknown = change(API, own("us-east-1"), state(), {
      change: { after_unknown: { region: true } },
    });
    expect(await regionOf(inRegion("eu-west-1"), unknown)).toBeUndefined();
  });
});
