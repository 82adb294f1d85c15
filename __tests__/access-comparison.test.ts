import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareAccess } from "../policies/access/access-comparison.ts";
import { type Meaning, meaning, write } from "./support/arbitrary-policies.ts";

type Statement = Readonly<Record<string, unknown>>;

const ACCOUNT = "111111111111";
const root = (account: string) => `arn:aws:iam::${account}:root`;
const PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const pull: Statement = {
  Sid: "AllowPull",
  Effect: "Allow",
  Principal: { AWS: root(ACCOUNT) },
  Action: PULL,
};
const lambda: Statement = {
  Sid: "Lambda",
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "ecr:BatchGetImage",
  Condition: { ArnLike: { "aws:SourceArn": "arn:aws:lambda:*:111111111111:function:*" } },
};
const keepImages: Statement = {
  Sid: "KeepImages",
  Effect: "Deny",
  Principal: "*",
  Action: ["ecr:BatchDeleteImage", "ecr:DeleteRepository"],
};

const policy = (...Statement: Statement[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const compare = (before: Statement[], after: Statement[]) =>
  compareAccess(policy(...before), policy(...after));
const NOTHING = { losses: [], gains: [] };

describe("what a change of a repository policy takes away and gives", () => {
  it("a statement that goes is a loss, and one that comes is a gain", () => {
    const words = `ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "AllowPull")`;
    expect(compare([pull, lambda], [lambda])).toEqual({
      losses: [`account ${ACCOUNT} loses ${words}`],
      gains: [],
    });
    expect(compare([lambda], [pull, lambda])).toEqual({
      losses: [],
      gains: [`account ${ACCOUNT} gains ${words}`],
    });
  });

  it("a policy that goes or comes is one of all its statements", () => {
    const words =
      'ecr:BatchGetImage (statement "Lambda", if aws:SourceArn is like arn:aws:lambda:*:111111111111:function:*)';
    expect(compareAccess(policy(lambda), null)).toEqual({
      losses: [`lambda.amazonaws.com loses ${words}`],
      gains: [],
    });
    expect(compareAccess(null, policy(lambda))).toEqual({
      losses: [],
      gains: [`lambda.amazonaws.com gains ${words}`],
    });
    expect(compareAccess(null, null)).toEqual(NOTHING);
  });

  it("each principal has a line of its own, and the statement its number if it has no Sid", () => {
    const Principal = {
      AWS: ["222222222222", "arn:aws:iam::222222222222:role/ci"],
      Federated: "accounts.google.com",
      CanonicalUser: "79a59d",
    };
    const open = { Effect: "Allow", Principal, Action: "ecr:ListImages" };
    expect(compare([{ ...open, Sid: "" }, pull], [pull]).losses).toEqual([
      "account 222222222222 loses ecr:ListImages (statement 1)",
      "arn:aws:iam::222222222222:role/ci loses ecr:ListImages (statement 1)",
      "Federated accounts.google.com loses ecr:ListImages (statement 1)",
      "CanonicalUser 79a59d loses ecr:ListImages (statement 1)",
    ]);
    const odd = [
      `x${root(ACCOUNT)}`,
      `${root(ACCOUNT)}x`,
      `${ACCOUNT}0`,
      `0${ACCOUNT}`,
      "A Service x",
    ];
    expect(compare([{ ...open, Principal: { AWS: odd } }], []).losses).toEqual(
      odd.map((name) => `${name} loses ecr:ListImages (statement 1)`),
    );
    expect(compare([pull], [pull, { ...open, Principal: "*" }]).gains).toEqual([
      "everyone gains ecr:ListImages (statement 2)",
    ]);
  });

  it("the account's root does not cover a role of it", () => {
    const role = {
      ...pull,
      Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:role/ci`, root(ACCOUNT)] },
    };
    expect(compare([role], [pull]).losses).toEqual([
      expect.stringMatching(/^arn:aws:iam::111111111111:role\/ci loses ecr:BatchGetImage and /),
    ]);
  });

  it("three actions are listed, and one that two statements of one Sid have only once", () => {
    const Action = ["ecr:A", "ecr:B", "ecr:C"];
    expect(
      compare([{ ...pull, Action }, pull, { ...pull, Action: "ecr:A" }], [pull]).losses,
    ).toEqual([`account ${ACCOUNT} loses ecr:A, ecr:B and ecr:C (statement "AllowPull")`]);
  });
});

describe("what remains", () => {
  const all = { ...pull, Action: "ecr:*" };
  const everyone = { ...pull, Principal: "*" };
  const organization = {
    ...everyone,
    Sid: "Organization",
    Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1", "o-2"] } },
  };

  it.each<[string, Statement, Statement]>([
    ["a wildcard", pull, all],
    ["every action", all, { ...pull, Action: "*" }],
    ["a wildcard within the name", pull, { ...pull, Action: ["ecr:*Get*", "ecr:GetDownload*"] }],
    ["another wildcard", { ...pull, Action: "ecr:BatchGet*" }, { ...pull, Action: "ecr:Batch*" }],
    ["a question mark", { ...pull, Action: "ecr:GetX" }, { ...pull, Action: "ecr:Get?" }],
    ["an asterisk, not a question mark", { ...pull, Action: "ecr:?" }, all],
    ["everyone", pull, everyone],
    ["everyone for a service", { ...lambda, Condition: undefined }, { ...everyone, Action: "*" }],
    ["no condition", organization, everyone],
    [
      "one test fewer",
      { ...lambda, Condition: { ...lambda.Condition!, Bool: { x: true } } },
      lambda,
    ],
    [
      "more values",
      organization,
      {
        ...organization,
        Condition: { StringEquals: { "aws:principalorgid": ["o-3", "o-2", "o-1"] } },
      },
    ],
    [
      "fewer values that are excluded",
      { ...pull, Condition: { StringNotEquals: { x: ["a", "b"] } } },
      { ...pull, Condition: { StringNotEquals: { x: "b" } } },
    ],
  ])("covers what went: %s", (_what, narrow, wide) => {
    expect(compare([narrow], [wide]).losses).toEqual([]);
    expect(compare([narrow], [wide]).gains).not.toEqual([]);
    expect(compare([wide], [narrow]).losses).not.toEqual([]);
    expect(compare([wide], [narrow]).gains).toEqual([]);
  });

  it.each<[string, Statement, Statement]>([
    ["a dot is no wildcard", { ...pull, Action: "ecr:GetX" }, { ...pull, Action: "ecr:Get." }],
    ["a question mark is one", { ...pull, Action: "ecr:Get" }, { ...pull, Action: "ecr:Get?" }],
    ["the whole name counts", { ...pull, Action: "ecr:GetX" }, { ...pull, Action: "ec?:Get" }],
    ["from its start", { ...pull, Action: "ecr:GetX" }, { ...pull, Action: "?r:GetX" }],
    ["another account", pull, { ...pull, Principal: { AWS: "222222222222" } }],
    ["a service of an account's name", pull, { ...pull, Principal: { Service: ACCOUNT } }],
    [
      "another operator",
      organization,
      { ...organization, Condition: { StringLike: { "aws:PrincipalOrgID": ["o-1", "o-2"] } } },
    ],
    [
      "another key",
      organization,
      { ...organization, Condition: { StringEquals: { "aws:ResourceOrgID": ["o-1", "o-2"] } } },
    ],
    [
      "another value",
      organization,
      { ...organization, Condition: { StringEquals: { "aws:PrincipalOrgID": ["o-1", "o-3"] } } },
    ],
  ])("covers nothing else: %s", (_what, one, other) => {
    expect(compare([one], [other]).losses).toHaveLength(1);
    expect(compare([one], [other]).gains).toHaveLength(1);
  });

  it("is reported if a wildcard is narrowed", () => {
    expect(compare([{ ...all, Sid: "All" }], [pull, lambda])).toEqual({
      losses: [
        `account ${ACCOUNT} loses ecr:* (statement "All"), but account ${ACCOUNT} keeps ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "AllowPull")`,
      ],
      gains: [
        expect.stringMatching(
          /^lambda\.amazonaws\.com gains ecr:BatchGetImage \(statement "Lambda"/,
        ),
      ],
    });
  });

  it("is reported if everyone is narrowed", () => {
    expect(compare([everyone], [pull, organization]).losses).toEqual([
      `everyone loses ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "AllowPull"), but account ${ACCOUNT} keeps ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "AllowPull") and organization o-1 or o-2 keeps ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "Organization")`,
    ]);
  });

  it("is no part of a gain", () => {
    expect(compare([pull], [all]).gains).toEqual([
      `account ${ACCOUNT} gains ecr:* (statement "AllowPull")`,
    ]);
  });
});

describe("a condition", () => {
  it.each([
    [{ StringEquals: { "aws:PrincipalOrgID": "o-1" } }, "if aws:PrincipalOrgID is o-1"],
    [{ StringLike: { k: ["a*", "b*", "c*"] } }, "if k is like a*, b* or c*"],
    [{ ArnEquals: { k: "a" } }, "if k is like a"],
    [{ Bool: { k: true } }, 'if {"Bool":{"k":["true"]}}'],
    [
      { StringEquals: { k: "a" }, NumericLessThan: { n: 5 } },
      'if k is a and {"NumericLessThan":{"n":["5"]}}',
    ],
  ])("%j: %s", (Condition, words) => {
    expect(compare([{ ...pull, Condition }], []).losses).toEqual([
      `account ${ACCOUNT} loses ecr:BatchGetImage and ecr:GetDownloadUrlForLayer (statement "AllowPull", ${words})`,
    ]);
  });

  it("that is empty is none", () => {
    expect(compare([{ ...pull, Condition: {} }], [pull])).toEqual(NOTHING);
    expect(compare([pull], [{ ...pull, Condition: {} }])).toEqual(NOTHING);
  });

  it.each([
    ["${aws:username}", "???????????????"], // As many as the variable's name has characters.
    ["a${aws:username}", "a${*}"],
    ["a*", "a${*}"],
  ])("with a policy variable is not covered by its name: %s, %s", (before, after) => {
    const of = (k: string) => [{ ...pull, Condition: { StringLike: { k } } }];
    expect(compare(of(before), of(after)).losses).toHaveLength(1);
    expect(compare(of(before), of("*"))).toMatchObject({ losses: [] });
    expect(compare(of(before), of(before))).toEqual(NOTHING);
  });

  it("with a policy variable depends on the policy's version", () => {
    const Condition = { StringLike: { k: "${aws:username}" } };
    const statement = { ...pull, Condition };
    const of = (Version?: string, Statement: unknown = statement) =>
      JSON.stringify({ Version, Statement });
    expect(compareAccess(of("2012-10-17"), of("2008-10-17"))).toEqual({
      losses: [expect.stringContaining("k is like ${aws:username})")],
      gains: [expect.stringContaining("k is like ${$}{aws:username})")],
    });
    expect(compareAccess(of("2008-10-17"), of()).losses).toEqual([]);
    expect(compareAccess(of("2012-10-17", pull), of("2008-10-17", pull))).toEqual(NOTHING);
  });
});

describe("a denial", () => {
  const words = 'ecr:BatchDeleteImage and ecr:DeleteRepository (statement "KeepImages")';

  it("that comes is a loss, also in the first policy", () => {
    const losses = [`everyone is denied ${words}`];
    expect(compare([pull], [pull, keepImages])).toEqual({ losses, gains: [] });
    expect(compareAccess(null, policy(keepImages))).toEqual({ losses, gains: [] });
  });

  it("that goes is a loss of protection, also with the policy", () => {
    const losses = [`protection goes: everyone is no longer denied ${words}`];
    expect(compare([pull, keepImages], [pull])).toEqual({ losses, gains: [] });
    expect(compareAccess(policy(keepImages), null)).toEqual({ losses, gains: [] });
  });

  it("that narrows is a loss of protection, with what is still denied", () => {
    const narrow = { ...keepImages, Principal: { AWS: ACCOUNT }, Action: "ecr:DeleteRepository" };
    expect(compare([keepImages], [narrow])).toEqual({
      losses: [
        `protection goes: everyone is no longer denied ${words}, but account ${ACCOUNT} is still denied ecr:DeleteRepository (statement "KeepImages")`,
      ],
      gains: [],
    });
  });

  it("that grows is a loss, and nothing of it goes", () => {
    expect(compare([keepImages], [{ ...keepImages, Action: "ecr:*" }])).toEqual({
      losses: ['everyone is denied ecr:* (statement "KeepImages")'],
      gains: [],
    });
  });

  it("takes no grant away, and gives none", () => {
    const open = { ...keepImages, Effect: "Allow" };
    expect(compare([open], [keepImages]).losses).toEqual([
      `everyone loses ${words}`,
      `everyone is denied ${words}`,
    ]);
    expect(compare([keepImages], [open])).toEqual({
      losses: [`protection goes: everyone is no longer denied ${words}`],
      gains: [`everyone gains ${words}`],
    });
  });
});

describe("a statement that cannot be compared", () => {
  const { Principal: _, Action: __, ...bare } = pull;

  it.each<[Statement, string]>([
    [{ ...bare, NotPrincipal: { AWS: ACCOUNT }, Action: "ecr:*" }, "it has the key NotPrincipal"],
    [{ ...pull, Action: undefined, NotAction: "ecr:Get*" }, "it has the key NotAction"],
    [{ ...pull, Resource: "*" }, "it has the key Resource"],
    [{ ...pull, Effect: "allow" }, "its Effect is neither Allow nor Deny"],
    [{ ...pull, Principal: undefined }, "its Principal has an unknown form"],
    [{ ...pull, Principal: "someone" }, "its Principal has an unknown form"],
    [{ ...pull, Principal: null }, "its Principal has an unknown form"],
    [{ ...pull, Principal: {} }, "its Principal has an unknown form"],
    [{ ...pull, Principal: ["*"] }, "its Principal has an unknown form"],
    [{ ...pull, Principal: { Human: "me" } }, "its Principal has an unknown form"],
    [{ ...pull, Principal: { AWS: [ACCOUNT, 5] } }, "its Principal has an unknown form"],
    [{ ...pull, Action: undefined }, "its Action has an unknown form"],
    [{ ...pull, Action: [] }, "its Action has an unknown form"],
    [{ ...pull, Action: ["ecr:*", 5] }, "its Action has an unknown form"],
    [{ ...pull, Condition: "always" }, "its Condition has an unknown form"],
    [{ ...pull, Condition: 5 }, "its Condition has an unknown form"],
    [{ ...pull, Condition: null }, "its Condition has an unknown form"],
    [{ ...pull, Condition: { Bool: true } }, "its Condition has an unknown form"],
    [{ ...pull, Condition: { Bool: { k: null } } }, "its Condition has an unknown form"],
    [
      { ...pull, Condition: { Bool: { k: ["a", { b: "c" }] } } },
      "its Condition has an unknown form",
    ],
  ])("%j: %s", (statement, reason) => {
    const losses = (when: string) => [
      `statement "AllowPull" ${when} the change cannot be compared: ${reason}`,
    ];
    expect(compare([lambda, statement], [lambda])).toEqual({ losses: losses("before"), gains: [] });
    expect(compare([lambda], [lambda, statement])).toEqual({ losses: losses("after"), gains: [] });
    expect(compare([statement, lambda], [lambda, statement])).toEqual(NOTHING);
    const changed = { ...statement, Condition: { Bool: { "aws:SecureTransport": [1, {}] } } };
    expect(compare([statement], [changed]).losses).toHaveLength(2);
  });

  it("is named by its place if it has no Sid", () => {
    const losses = ["statement 2 before the change cannot be compared: it is no JSON object"];
    for (const odd of [5, null, [pull], "x"]) {
      expect(compare([pull, odd as never], [pull])).toEqual({ losses, gains: [] });
    }
    expect(compare([pull, { ...pull, Sid: 5, Resource: "*" }], [pull]).losses).toEqual([
      "statement 2 before the change cannot be compared: it has the key Resource",
    ]);
  });

  it("is the same in another form", () => {
    const one = { ...bare, Principal: "*", NotAction: ["ecr:Get*", "ecr:Put*"], Resource: "*" };
    const same = {
      Resource: ["*"],
      NotAction: ["ECR:put*", "ecr:get*", "ecr:get*"],
      Principal: { AWS: ["*"] },
      Effect: "Allow",
      Sid: "Other",
    };
    expect(compare([one], [same])).toEqual(NOTHING);
    const upper = { ...pull, Action: PULL.map((action) => action.toUpperCase()), Resource: "*" };
    expect(compare([upper], [{ ...pull, Resource: "*" }])).toEqual(NOTHING);
    const not = (AWS: unknown) => ({ ...bare, NotPrincipal: { AWS }, Action: "*" });
    expect(compare([not(ACCOUNT)], [not([root(ACCOUNT)])])).toEqual(NOTHING);
    const arn = (k: string) => ({ ...pull, Resource: "*", Condition: { StringEquals: { k } } });
    expect(compare([arn(ACCOUNT)], [arn(root(ACCOUNT))]).losses).toHaveLength(2);
    const tests = { ...pull, Resource: "*", Condition: { StringEquals: { k: ["a", "B"] } } };
    const others = { ...tests, Condition: { StringEquals: { k: ["a", "b"] } } };
    expect(compare([tests], [others]).losses).toHaveLength(2);
  });
});

describe("a policy that cannot be compared", () => {
  it.each([
    ["{", "it is no JSON object"],
    ["[]", "it is no JSON object"],
    ["null", "it is no JSON object"],
    ["{}", "it has no Statement"],
    ['{"Statement":[],"Rules":[]}', "it has the key Rules"],
  ])("%s: %s", (text, reason) => {
    const losses = (when: string) => [
      `the policy ${when} the change cannot be compared: ${reason}`,
    ];
    expect(compareAccess(text, null)).toEqual({ losses: losses("before"), gains: [] });
    expect(compareAccess(null, text)).toEqual({ losses: losses("after"), gains: [] });
    expect(compareAccess(text, text)).toEqual(NOTHING);
  });

  it("is a loss of all that the other one gives", () => {
    expect(compareAccess(policy(lambda), "{").losses).toEqual([
      "the policy after the change cannot be compared: it is no JSON object",
      expect.stringMatching(/^lambda\.amazonaws\.com loses /),
    ]);
    expect(compareAccess("{", "[").losses).toHaveLength(2);
  });

  it("is the same in another order, with another Id", () => {
    expect(compareAccess('{"Odd":1,"Statement":[]}', '{"Statement":[],"Odd":1}')).toEqual(NOTHING);
    expect(compareAccess('{"Id":"a","Statement":[]}', '{"Statement":[]}')).toEqual(NOTHING);
  });
});

describe("any repository policy", () => {
  const policies = fc.array(meaning, { maxLength: 4 });

  it("is the same in another order and another shape", () => {
    fc.assert(
      fc.property(policies, fc.nat(), (all, seed) => {
        const before = write(all, seed);
        expect(compareAccess(before, before)).toEqual(NOTHING);
        expect(compareAccess(before, write(all, seed + 1))).toEqual(NOTHING);
      }),
    );
  });

  it("loses nothing by one more grant, and gains nothing by one less", () => {
    fc.assert(
      fc.property(policies, meaning, fc.nat(), (all, one, seed) => {
        const more = [...all, { ...one, effect: "Allow" as const }];
        expect(compareAccess(write(all, seed), write(more, seed + 1)).losses).toEqual([]);
        expect(compareAccess(write(more, seed), write(all, seed)).gains).toEqual([]);
      }),
    );
  });

  it("loses something by any statement less, if no other one covers it", () => {
    fc.assert(
      fc.property(policies, fc.nat(), fc.nat(), (all, which, seed) => {
        fc.pre(all.length > 0);
        const distinct = all.map((one, index) => ({
          ...one,
          principals: [`${index}`.padStart(12, "0")],
        }));
        const rest = distinct.toSpliced(which % all.length, 1);
        expect(compareAccess(write(distinct, seed), write(rest, seed + 1)).losses).not.toEqual([]);
      }),
    );
  });

  it("reports what one policy loses as what the other way round gains", () => {
    fc.assert(
      fc.property(policies, policies, fc.nat(), (one, other, seed) => {
        const allows = (all: Meaning[]) =>
          write(
            all.map((s) => ({ ...s, effect: "Allow" as const })),
            seed,
          );
        const [a, b] = [allows(one), allows(other)];
        expect(compareAccess(a, b).losses.map((line) => line.split(" loses ")[0])).toEqual(
          compareAccess(b, a).gains.map((line) => line.split(" gains ")[0]),
        );
      }),
    );
  });

  it("is compared with hundreds of accounts", () => {
    const accounts = Array.from({ length: 300 }, (_, index) => `${index}`.padStart(12, "0"));
    const before = { ...pull, Principal: { AWS: accounts } };
    const after = { ...pull, Principal: { AWS: accounts.slice(1).map(root) } };
    expect(compare([before], [after]).losses).toHaveLength(1);
  });
});
