import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { lostCopies } from "../cli/review/registry/copies.ts";
import type { CopyRule } from "../settings/registry/replication.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  configuration,
  type Entry,
  judge,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";
import { ACCOUNT, EU, OTHER, replication, rule } from "./support/registry-plans.ts";

const THIS = "aws_ecr_replication_configuration.this";
const RESOURCE = {
  mode: "managed",
  type: "aws_ecr_replication_configuration",
  name: "this",
  provider_config_key: "aws",
};
const ONE = [rule([OTHER], "production/")];

/** AWS with what the state of a plan holds. */
const aws = (...rules: CopyRule[]) =>
  ecrWith({}, { known: ACCOUNT }, { "us-east-1": { replication: rules } });

async function found(
  entries: readonly Entry[],
  ecr: Parameters<typeof judge>[1] = stayOffline(),
  more = {},
) {
  const { findings } = await judge(planOf(entries, more), ecr);
  return findings.map(({ kind, address, repository, reason }) => ({
    label: `${kind}:${address}`,
    repository,
    reason,
  }));
}

const update = (before: CopyRule[], after: CopyRule[]) =>
  change(THIS, replication(...before), replication(...after));

describe("what is no longer copied", () => {
  const words = (before: CopyRule[], after: CopyRule[], names: string[] = []) =>
    lostCopies(before, after, names).map((loss) => `${loss.repositories}: ${loss.words}`);
  const west = (...prefixes: string[]) => rule([OTHER], ...prefixes);

  it.each<[string, CopyRule[], CopyRule[]]>([
    ["the same rule", [west("a/")], [west("a/")]],
    ["a wider filter", [west("a/b")], [west("a/")]],
    ["a rule for all", [west("a/"), west("b/")], [west()]],
    ["the filters in another order", [west("a/", "b/")], [west("b/", "a/")]],
    ["one rule of two", [west("a/"), west("b/")], [west("a/", "b/")]],
    ["a rule for each destination", [rule([OTHER, EU], "a/")], [west("a/"), rule([EU], "a/")]],
    ["a new rule", [], [west()]],
    ["a rule without one that another covered", [west("a/"), west("a/b")], [west("a/")]],
  ])("is nothing with %s", (_, before, after) => {
    expect(lostCopies(before, after, ["a/b"])).toEqual([]);
  });

  it.each<[string, CopyRule[], CopyRule[], string[]]>([
    [
      "a rule less",
      [west("a/"), west("b/")],
      [west("a/")],
      ["b/*: No new image of b/* arrives in 222222222222 us-west-2 any more."],
    ],
    [
      "a destination less",
      [rule([OTHER, EU], "a/")],
      [rule([EU], "a/")],
      ["a/*: No new image of a/* arrives in 222222222222 us-west-2 any more."],
    ],
    [
      "the same prefix to another region of the account",
      [west("a/")],
      [rule([{ ...OTHER, region: "eu-west-1" }], "a/")],
      ["a/*: No new image of a/* arrives in 222222222222 us-west-2 any more."],
    ],
    [
      "the same region of another account",
      [west("a/")],
      [rule([{ ...OTHER, accountId: ACCOUNT }], "a/")],
      ["a/*: No new image of a/* arrives in 222222222222 us-west-2 any more."],
    ],
    [
      "narrower filters",
      [west()],
      [west("a/", "b/")],
      ["*: No new image of * arrives in 222222222222 us-west-2 any more, except of a/* and b/*."],
    ],
    [
      "filters that overlap",
      [west("a/", "a/b/", "c/")],
      [west("a/b/")],
      [
        "a/*, c/*: No new image of a/* and c/* arrives in 222222222222 us-west-2 any more, except of a/b/*.",
      ],
    ],
    [
      "no rule",
      [rule([OTHER, EU], "a/"), rule([EU], "b/")],
      [],
      [
        "a/*: No new image of a/* arrives in 222222222222 us-west-2 any more.",
        "a/*, b/*: No new image of a/* and b/* arrives in 111111111111 eu-west-1 any more.",
      ],
    ],
    [
      "two destinations less",
      [rule([OTHER, EU])],
      [],
      [
        "*: No new image of * arrives in 222222222222 us-west-2 and 111111111111 eu-west-1 any more.",
      ],
    ],
    [
      "other filters for each destination, in any order",
      [rule([OTHER, EU], "b/", "a/")],
      [rule([OTHER], "a/x")],
      [
        "a/*, b/*: No new image of a/* and b/* arrives in 222222222222 us-west-2 any more, except of a/x*.",
        "a/*, b/*: No new image of a/* and b/* arrives in 111111111111 eu-west-1 any more.",
      ],
    ],
  ])("is known with %s", (_, before, after, lines) => {
    expect(words(before, after)).toEqual(lines);
  });

  it("names the repositories that lose it, five at most", () => {
    const names = ["a/x", "a/b/y", "c/z"];
    expect(words([west("a/")], [west("a/b/")], names)).toEqual([
      "a/*: No new image of a/x (a/*) arrives in 222222222222 us-west-2 any more, except of a/b/*.",
    ]);
    const many = Array.from({ length: 7 }, (_, index) => `a/${index}`);
    expect(words([west("a/")], [], many)[0]).toContain(
      "of a/0, a/1, a/2, a/3, a/4 and 2 more (a/*)",
    );
  });
});

describe("a replication configuration", () => {
  it("that loses a rule is a finding", async () => {
    const { findings } = await judge(
      planOf([update([...ONE, rule([EU])], [rule([EU])])]),
      stayOffline(),
    );
    expect(findings).toEqual([
      {
        kind: "replication",
        address: THIS,
        repository: "production/*",
        images: null,
        reason: "No new image of production/* arrives in 222222222222 us-west-2 any more.",
        remedy:
          "To go on copying, put the rule back with its destinations and filters. ECR does not copy later what was pushed in between.",
      },
    ]);
  });

  it.each<[string, Entry]>([
    ["only copies more", update(ONE, [...ONE, rule([EU])])],
    ["stays", unchanged(THIS, replication(...ONE))],
    [
      "is left in AWS",
      change(THIS, replication(...ONE), null, { change: { actions: ["forget"] } }),
    ],
    ["had no rule", change(THIS, replication(), null)],
    [
      "had no rule, and is known after the apply",
      change(
        THIS,
        replication(),
        {},
        {
          change: { after_unknown: { replication_configuration: true } },
        },
      ),
    ],
    ["had no rule, and is replaced", replaced(THIS, replication(), replication(...ONE))],
    [
      "is sensitive, and loses nothing",
      change(THIS, replication(...ONE), replication(rule([OTHER])), {
        change: { after_sensitive: { replication_configuration: true } },
      }),
    ],
    ["is moved", unchanged(THIS, replication(...ONE), { previous_address: `${THIS}[0]` })],
  ])("is none if it %s", async (_, entry) => {
    expect(await found([entry])).toEqual([]);
  });

  it.each(["", "[0]", '["a.b"]'])("is judged in a module with instances, too: %s", async (key) => {
    const address = `module.a["x"].${THIS}${key}`;
    expect(await found([change(address, replication(...ONE), null)])).toMatchObject([
      { label: `replication:${address}`, repository: "production/*" },
    ]);
  });

  it("names the repositories of the plan in this registry that stay", async () => {
    const entries = [
      change(THIS, replication(rule([OTHER])), null),
      unchanged("aws_ecr_repository.api", repository("production/api")),
      change("aws_ecr_repository.new", null, { name: "production/new" }),
      change("aws_ecr_repository.old", repository("production/old"), null),
    ];
    expect((await found(entries)).at(-1)?.reason).toContain(
      "of production/api and production/new (*)",
    );
  });

  it("names none of another region", async () => {
    const providers = {
      aws: { expressions: { region: { constant_value: "us-east-1" } } },
    };
    const entries = [
      update([rule([OTHER])], []),
      unchanged("aws_ecr_repository.api", repository("production/api", { region: "eu-west-1" })),
    ];
    const more = { configuration: configuration(providers, [RESOURCE]) };
    expect(await found(entries, stayOffline(), more)).toMatchObject([
      { reason: "No new image of * arrives in 222222222222 us-west-2 any more." },
    ]);
  });

  it("is a finding if it is known only after the apply, all or a part of it", async () => {
    const after_unknown = {
      replication_configuration: [{ rule: [{ destination: [{ region: true }] }] }],
    };
    const entry = change(THIS, replication(...ONE), replication(...ONE), {
      change: { after_unknown },
    });
    expect(await found([entry])).toEqual([
      {
        label: `replication:${THIS}`,
        repository: "production/*",
        reason:
          "The replication configuration is known only after the apply. It may take away what the registry does today. No new image of production/* arrives in 222222222222 us-west-2 any more.",
      },
    ]);
  });

  it("shows nothing that is sensitive", async () => {
    const sensitive = {
      replication_configuration: [{ rule: [{ destination: [{ registry_id: true }] }] }],
    };
    const entry = change(THIS, replication(...ONE), null, {
      change: { before_sensitive: sensitive },
    });
    expect(await found([entry])).toEqual([
      {
        label: `replication:${THIS}`,
        repository: "(sensitive)",
        reason:
          "The plan takes something away by a replication configuration that is marked as sensitive.",
      },
    ]);
  });

  describe("that is replaced", () => {
    it("does not copy what is pushed in between", async () => {
      const same = replication(...ONE);
      expect(await found([replaced(THIS, same, same)])).toMatchObject([
        {
          repository: "*",
          reason: expect.stringContaining("What is pushed in between is not copied"),
        },
      ]);
    });

    it("copies nothing if the old one is deleted last", async () => {
      const same = replication(...ONE);
      const actions = ["create", "delete"];
      expect(await found([replaced(THIS, same, same, [], { change: { actions } })])).toMatchObject([
        {
          repository: "production/*",
          reason: expect.stringMatching(/deletes the old one last.* No new image of production/),
        },
      ]);
    });
  });
});

describe("a replication configuration at another address", () => {
  const OLD = "aws_ecr_replication_configuration.old";
  const same = replication(...ONE);

  it.each([false, true])("needs a moved block: its deletion may come last", async (isReversed) => {
    const entries = [change(OLD, same, null), change(THIS, null, same)];
    const plan = planOf(isReversed ? entries.toReversed() : entries, {
      configuration: configuration({}, [RESOURCE]),
    });
    const { findings } = await judge(plan, stayOffline());
    expect(findings).toMatchObject([
      {
        address: THIS,
        reason: `The plan deletes the replication configuration at ${OLD} and puts one at ${THIS}. The deletion may come last, or be in another registry. No new image of production/* arrives in 222222222222 us-west-2 any more.`,
        remedy: expect.stringContaining(`from = ${OLD}\n  to   = ${THIS}`),
      },
    ]);
  });

  it("loses all by the deletion if it stays, or is another registry's for all that is known", async () => {
    const deleted = change(OLD, same, null);
    const lost = [{ label: `replication:${OLD}`, repository: "production/*" }];
    expect(await found([deleted, unchanged(THIS, same)])).toMatchObject(lost);
    const updated = update(ONE, [...ONE, rule([EU])]);
    const more = { configuration: configuration({}, [RESOURCE]) };
    expect(await found([deleted, updated], stayOffline(), more)).toMatchObject(lost);
  });

  it("may be in another registry, where the deletion loses all", async () => {
    const entries = [change(OLD, same, null), change(THIS, null, replication(rule([EU])))];
    const more = { configuration: configuration({}, [RESOURCE]) };
    expect(await found(entries, aws(), more)).toMatchObject([
      { reason: expect.stringContaining("No new image of production/*") },
    ]);
    const overwritten = await found(entries, aws(rule([EU]), rule([OTHER], "a/")), more);
    expect(overwritten.map(({ repository }) => repository)).toEqual(["production/*", "a/*"]);
  });

  it("is applied again if an old object of it is deleted", async () => {
    const deposed = change(THIS, same, null, { deposed: "1a2b3c4d" });
    const { findings } = await judge(
      planOf([deposed, update(ONE, [...ONE, rule([EU])])]),
      stayOffline(),
    );
    expect(findings).toMatchObject([
      { address: THIS, remedy: "Apply again until the plan has no changes." },
    ]);
  });
});

describe("a replication configuration that the plan creates", () => {
  const created = (...rules: CopyRule[]) => change(THIS, null, replication(...rules));

  it("is a finding if it overwrites other rules in AWS", async () => {
    const ecr = aws(rule([OTHER], "production/", "tools/"));
    expect(await found([created(rule([OTHER], "tools/"))], ecr)).toEqual([
      {
        label: `replication:${THIS}`,
        repository: "production/*",
        reason:
          "AWS has a replication configuration that the state does not hold, and the plan overwrites it. No new image of production/* arrives in 222222222222 us-west-2 any more.",
      },
    ]);
  });

  it.each<[string, CopyRule[]]>([
    ["no rules", []],
    ["the same rules", ONE],
  ])("is none if AWS has %s", async (_, rules) => {
    expect(await found([created(...ONE)], aws(...rules))).toEqual([]);
  });

  it("is a finding if AWS does not answer, and if it was not asked", async () => {
    const ecr = ecrWith({}, undefined, { "us-east-1": "AWS: AccessDeniedException" });
    const { findings } = await judge(planOf([created(...ONE)]), ecr);
    expect(findings).toMatchObject([
      {
        kind: "replication",
        reason:
          "The replication configuration that the plan overwrites cannot be read: AWS: AccessDeniedException.",
        remedy: expect.stringContaining("ecr:DescribeRegistry"),
      },
    ]);
    expect(await found([created(...ONE)])).toMatchObject([
      {
        reason:
          "Whether AWS has a replication configuration that the plan overwrites is not known: AWS was not asked.",
      },
    ]);
  });

  it("is not looked for in AWS if it goes: a plan does not show where it was", async () => {
    const ecr = aws();
    expect(await found([change(THIS, replication(...ONE), null)], ecr)).toMatchObject([
      { repository: "production/*" },
    ]);
    expect(ecr.asked).toEqual([]);
  });

  it("is held against what AWS has now rather than the state", async () => {
    const ecr = aws(rule([EU]));
    expect(await found([update([], ONE)], ecr)).toMatchObject([{ repository: "*" }]);
    expect(ecr.asked).toEqual([`replication  ${ACCOUNT} `]);
    const silent = ecrWith({}, undefined, { "us-east-1": "AWS: AccessDeniedException" });
    expect(await found([update(ONE, [])], silent)).toMatchObject([{ repository: "production/*" }]);
  });
});

describe("two replication configurations", () => {
  const providers = {
    aws: { expressions: { region: { constant_value: "us-east-1" } } },
    "aws.west": { expressions: { region: { constant_value: "us-west-1" } } },
    "aws.same": { expressions: { region: { constant_value: "us-east-1" } } },
    "aws.hidden": { expressions: { region: { references: ["local.region"] } } },
  };
  const named = (name: string, provider_config_key: string) => {
    const type = "aws_ecr_replication_configuration";
    return { address: `${type}.${name}`, mode: "managed", type, name, provider_config_key };
  };
  const labels = async (one: string, other: string, entries: Entry[], ecr = aws()) => {
    const resources = [named("one", one), named("other", other)];
    const more = { configuration: configuration(providers, resources) };
    return (await found(entries, ecr, more)).map(({ label, reason }) => `${label} ${reason}`);
  };
  const ADDRESS = "aws_ecr_replication_configuration";
  const create = [
    change(`${ADDRESS}.one`, null, replication(...ONE)),
    change(`${ADDRESS}.other`, null, replication(...ONE)),
  ];
  const twice = (name: string, other: string) =>
    `replication:${ADDRESS}.${name} ${ADDRESS}.${other} puts the replication configuration of the same registry, too. A registry has one: what is applied last overwrites the other.`;

  it("of one registry overwrite each other", async () => {
    expect(await labels("aws", "aws", create)).toEqual([
      twice("one", "other"),
      twice("other", "one"),
    ]);
  });

  it("of two regions stay two, though one that is deleted may be of either", async () => {
    const gone = change(`${ADDRESS}.gone`, replication(...ONE), null);
    const found = await labels("aws", "aws.west", [gone, ...create]);
    expect(found).toEqual([expect.stringContaining(`${ADDRESS}.one The plan deletes`)]);
  });

  it("are two instances of one resource, too", async () => {
    const [one] = create;
    const instances = [0, 1].map((index) => ({ ...one!, address: `${ADDRESS}.one[${index}]` }));
    expect(await labels("aws", "aws", instances)).toHaveLength(2);
  });

  it("overwrite each other, though one is there already", async () => {
    const entries = [unchanged(`${ADDRESS}.one`, replication(...ONE)), create[1]!];
    expect(await labels("aws", "aws", entries)).toEqual([twice("other", "one")]);
  });

  it("overwrite nothing if both stay", async () => {
    const entries = ["one", "other"].map((name) =>
      unchanged(`${ADDRESS}.${name}`, replication(...ONE)),
    );
    expect(await labels("aws", "aws", entries)).toEqual([]);
  });

  it("of two providers are of one registry if region and account are known to be the same", async () => {
    const held = ["one", "other"].map((name) =>
      change(`${ADDRESS}.${name}`, replication(), replication(...ONE)),
    );
    expect(await labels("aws", "aws.same", held)).toHaveLength(2);
    expect(await labels("aws", "aws.same", create)).toEqual([]);
    expect(await labels("aws", "aws.west", held)).toEqual([]);
    const elsewhere = change(`${ADDRESS}.other`, { registry_id: OTHER.accountId }, replication());
    expect(await labels("aws", "aws.same", [held[0]!, elsewhere])).toEqual([]);
  });

  it("of one provider may have regions of their own", async () => {
    const [one, other] = ["us-east-1", "eu-west-1"].map((region, index) =>
      change(`${ADDRESS}.${index === 0 ? "one" : "other"}`, null, { ...replication(), region }),
    );
    expect(await labels("aws", "aws", [one!, other!])).toEqual([]);
  });

  it("are asked for in the region of each provider", async () => {
    const ecr = ecrWith({}, undefined, { "us-west-1": { replication: [rule([EU])] } });
    const found = await labels("aws", "aws.west", create, ecr);
    expect(found).toEqual([
      expect.stringMatching(
        /^replication:\S+\.other AWS has .* 111111111111 eu-west-1 any more\.$/,
      ),
    ]);
    expect(ecr.asked).toEqual(["replication us-east-1  ", "replication us-west-1  "]);
  });
});
