import { describe, expect, it } from "vitest";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  headlines,
  judge,
  planOf,
  replaced,
  repository,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const REFUSES =
  "AWS refuses to delete it while it holds images. The apply then stops half-way, and the repository's policies may be gone already.";

const three = { "payments/api": { images: 3 } };
const state = (name = "payments/api", attributes = {}) => repository(name, attributes);
/** What is known of a repository before it is created. */
const wanted = (name: string) => ({ name, image_tag_mutability: "IMMUTABLE" });

/** The plan of a repository that goes from one address to another. */
const renamed = (from: string, to: string) =>
  planOf([change(from, state(), null), change(to, null, wanted("payments/api"))]);

const block = (from: string, to: string) =>
  `To keep it, add this to the root module, and plan again:\nmoved {\n  from = ${from}\n  to   = ${to}\n}`;

describe("a repository that is deleted at one address and created at another", () => {
  it("is one finding, and is not said to exist already", async () => {
    const ecr = ecrWith(three);
    const { findings, changes } = await judge(renamed(API, "aws_ecr_repository.backend"), ecr);
    expect(headlines(findings)).toEqual([`rename:${API} payments/api 3`]);
    expect(findings[0]).toMatchObject({
      reason: `The plan deletes it at this address and creates payments/api at aws_ecr_repository.backend. ${REFUSES}`,
      remedy: block(API, "aws_ecr_repository.backend"),
    });
    expect(changes).toEqual([
      {
        address: "aws_ecr_repository.backend",
        repository: "payments/api",
        change: "created",
      },
    ]);
    expect(ecr.asked).toEqual(["images us-east-1 111111111111 payments/api"]);
  });

  const R = "aws_ecr_repository";
  it.each([
    [`${R}.this[0]`, `${R}.this[1]`, `${R}.this[0]`, `${R}.this[1]`],
    [`${R}.this[0]`, `${R}.this["api"]`, `${R}.this[0]`, `${R}.this["api"]`],
    [`${R}.this`, `module.ecr.${R}.this`, `${R}.this`, `module.ecr.${R}.this`],
    [`module.ecr.${R}.this`, `${R}.this`, `module.ecr.${R}.this`, `${R}.this`],
    [`module.ecr.${R}.this`, `module.ecr.${R}.one`, `module.ecr.${R}.this`, `module.ecr.${R}.one`],
    [`${R}.this["api"]`, `${R}.one["api"]`, `${R}.this["api"]`, `${R}.one["api"]`],
    [`module.old.${R}.this`, `module.new.${R}.this`, "module.old", "module.new"],
    [`module.old["a"].${R}.this[0]`, `module.new["a"].${R}.this[0]`, "module.old", "module.new"],
    [
      `module.ecr["a"].${R}.this[0]`,
      `module.ecr["b"].${R}.this[0]`,
      'module.ecr["a"]',
      'module.ecr["b"]',
    ],
    [`module.old[0].${R}.this`, `module.new["a"].${R}.this`, "module.old[0]", 'module.new["a"]'],
    [
      `module.old["a"].${R}.this`,
      `module.new["a"].${R}.one`,
      `module.old["a"].${R}.this`,
      `module.new["a"].${R}.one`,
    ],
    [`module.a.module.ecr.${R}.this`, `module.b.module.ecr.${R}.this`, "module.a", "module.b"],
    [
      `module.a["x.y"].module.old["k"].${R}.this`,
      `module.a["x.y"].module.new["k"].${R}.this`,
      'module.a["x.y"].module.old',
      'module.a["x.y"].module.new',
    ],
    [
      `module.a.module.ecr.${R}.this`,
      `module.ecr.${R}.this`,
      `module.a.module.ecr.${R}.this`,
      `module.ecr.${R}.this`,
    ],
    [
      `module.old["a\\"].b[1]"].${R}.this`,
      `module.new["a\\"].b[1]"].${R}.this`,
      "module.old",
      "module.new",
    ],
  ])("%s to %s is kept by a moved block", async (from, to, blockFrom, blockTo) => {
    const { findings } = await judge(renamed(from, to), ecrWith(three));
    expect(headlines(findings)).toEqual([`rename:${from} payments/api 3`]);
    expect(findings[0]?.remedy).toBe(block(blockFrom, blockTo));
  });

  it("in a renamed module with keys has one block for the whole module", async () => {
    const changes = ["api", "web"].flatMap((name) => [
      change(`module.old["${name}"].aws_ecr_repository.this`, state(`payments/${name}`), null),
      change(`module.new["${name}"].aws_ecr_repository.this`, null, wanted(`payments/${name}`)),
    ]);
    const { findings } = await judge(planOf(changes), ecrWith(three));
    expect(findings.map(({ kind, remedy }) => [kind, remedy])).toEqual([
      ["rename", block("module.old", "module.new")],
      ["rename", block("module.old", "module.new")],
    ]);
  });
});

describe("two addresses that hold a repository each", () => {
  const over = (address: string) =>
    `${address} holds another repository in the state, so that no moved block can do it. To keep both, put them back, or exchange them with \`terraform state mv\` over a third address.`;
  const [A, B, C] = ["a", "b", "c"].map((name) => `aws_ecr_repository.${name}`) as [
    string,
    string,
    string,
  ];
  const turns = (address: string, from: string, to: string) =>
    replaced(address, state(from), wanted(to), [["name"]]);

  it("are both lost if their names are swapped, and no name is said to exist", async () => {
    const ecr = ecrWith({ x: { images: 1 }, y: { images: 2 } });
    const { findings } = await judge(planOf([turns(A, "x", "y"), turns(B, "y", "x")]), ecr);
    expect(headlines(findings)).toEqual([`rename:${B} y 2`, `rename:${A} x 1`]);
    expect(findings.map(({ remedy }) => remedy)).toEqual([over(A), over(B)]);
    expect(findings[1]?.reason).toContain(`creates x at ${B}.`);
  });

  it("are lost one after the other if the indexes of a list shift", async () => {
    const list = [0, 1, 2].map((index) => `aws_ecr_repository.this[${index}]`);
    const changes = [
      turns(list[0]!, "x", "y"),
      turns(list[1]!, "y", "z"),
      change(list[2]!, state("z"), null),
    ];
    const ecr = ecrWith({ x: { images: 1 }, y: { images: 2 }, z: { images: 3 } });
    const { findings } = await judge(planOf(changes), ecr);
    expect(headlines(findings)).toEqual([
      `replace:${list[0]} x 1`,
      `rename:${list[2]} z 3`,
      `rename:${list[1]} y 2`,
    ]);
    expect(findings.slice(1).map(({ remedy }) => remedy)).toEqual([over(list[1]!), over(list[0]!)]);
  });

  it("are told from a third that is free", async () => {
    const changes = [turns(A, "x", "y"), change(C, null, wanted("x"))];
    const ecr = ecrWith({ x: { images: 1 }, y: { images: 2 } });
    const { findings } = await judge(planOf(changes), ecr);
    expect(headlines(findings)).toEqual([`rename:${A} x 1`, `exists:${A} y 2`]);
    expect(findings[0]?.remedy).toBe(block(A, C));
  });
});

describe("no rename is", () => {
  const EU = "module.eu.aws_ecr_repository.this";
  const providers = (eu: object) => ({
    configuration: configuration({ aws: {}, "aws.eu": { expressions: eu } }, [], {
      module_calls: {
        eu: {
          module: {
            resources: [
              { type: "aws_ecr_repository", name: "this", provider_config_key: "aws.eu" },
            ],
          },
        },
      },
    }),
  });
  const changes = [change(API, state(), null), change(EU, null, wanted("payments/api"))];

  it.each([
    ["region", { region: { constant_value: "eu-west-1" } }],
    ["account", { allowed_account_ids: { constant_value: ["222222222222"] } }],
  ])("a repository of the same name in another %s", async (_, expressions) => {
    const { findings } = await judge(planOf(changes, providers(expressions)), ecrWith());
    expect(headlines(findings)).toEqual([`destroy:${API} payments/api 0`]);
  });

  it("and one that exists in the other region is found there", async () => {
    const eu = { region: { constant_value: "eu-west-1" } };
    const ecr = ecrWith({ ...three, "eu-west-1/payments/api": { images: 5 } });
    const both = [...changes, change("aws_ecr_repository.one", null, wanted("payments/api"))];
    const { findings } = await judge(planOf(both, providers(eu)), ecr);
    expect(headlines(findings)).toEqual([
      `rename:${API} payments/api 3`,
      `exists:${EU} payments/api 5`,
    ]);
  });

  it("but it is one where the provider's region and account are the repository's", async () => {
    const here = {
      region: { constant_value: "us-east-1" },
      allowed_account_ids: { constant_value: ["111111111111"] },
    };
    const { findings } = await judge(planOf(changes, providers(here)), ecrWith(three));
    expect(headlines(findings)).toEqual([`rename:${API} payments/api 3`]);
  });

  it("a repository whose name is known only after the apply", async () => {
    const entry = change("aws_ecr_repository.b", null, wanted("payments/api"), {
      change: { after_unknown: { name: true } },
    });
    const { findings } = await judge(planOf([changes[0]!, entry]), ecrWith(three));
    expect(findings.map(({ kind }) => kind)).toEqual(["destroy", "exists"]);
  });

  it("a repository that stays, or is updated, under that name", async () => {
    const stays = change("aws_ecr_repository.b", state(), state("payments/api", { tags: {} }));
    const { findings } = await judge(planOf([changes[0]!, stays]), ecrWith(three));
    expect(headlines(findings)).toEqual([`destroy:${API} payments/api 3`]);
  });

  it("what an earlier replacement left over", async () => {
    const deposed = change(API, state(), null, { deposed: "0123abcd" });
    const created = change("aws_ecr_repository.b", null, wanted("payments/api"));
    const { findings } = await judge(planOf([deposed, created]), ecrWith(three));
    expect(headlines(findings)).toEqual([
      `destroy:${API} (deposed object 0123abcd) payments/api 3`,
      "exists:aws_ecr_repository.b payments/api 3",
    ]);
  });
});
