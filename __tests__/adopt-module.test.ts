import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type AdoptModuleRequest, adoptModule } from "../cli/adopt-module/adopt-module.ts";
import { keepLast, pullFrom } from "./support/document.ts";
import { temporaryFolder } from "./support/program.ts";

const BACKEND = "production/artos-postgres-eks-backend";
const CELERY = "production/artos-postgres-eks-celery";
const FRONTEND = "production/frontend";
const REDIS = "thirdparty/redis";

const root = (account: string) => `arn:aws:iam::${account}:root`;
const PULL = pullFrom(root("222222222222"));
const UNTAGGED = {
  rules: [
    {
      rulePriority: 1,
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: 7,
      },
      action: { type: "expire" },
    },
  ],
};
const LAMBDA = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    },
  ],
};

interface Policies {
  readonly lifecycle?: object;
  readonly access?: object;
}

const LIFECYCLE = "aws_ecr_lifecycle_policy";
const ACCESS = "aws_ecr_repository_policy";

/** A repository of a module as a state has it, with its policies. */
function held(name: string, { lifecycle, access }: Policies, region = "us-east-1", module = "old") {
  const resource = (type: string, values: object) => ({
    in: module,
    address: `module.${module}.${type}.this["${name}"]`,
    mode: "managed",
    type,
    values,
  });
  const policy = (type: string, document: object | undefined) =>
    document === undefined
      ? []
      : [resource(type, { repository: name, policy: JSON.stringify(document) })];
  return [
    resource("aws_ecr_repository", {
      name,
      arn: `arn:aws:ecr:${region}:123456789012:repository/${name}`,
    }),
    ...policy(LIFECYCLE, lifecycle),
    ...policy(ACCESS, access),
  ];
}

type Resource = ReturnType<typeof held>[number];

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());
let stderr: string[];
beforeEach(() => {
  stderr = [];
  vi.spyOn(console, "error").mockImplementation((line) => stderr.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

function adopt(resources: readonly Resource[], request: Partial<AdoptModuleRequest> = {}) {
  const state = join(folder.path, "old.json");
  const child_modules = ["old", "eu", "other"].map((module) => ({
    address: `module.${module}`,
    resources: resources.filter(({ in: parent }) => parent === module),
  }));
  writeFileSync(state, JSON.stringify({ values: { root_module: { child_modules } } }));
  return adoptModule({
    environment: "production",
    module: "module.ecr",
    state,
    thirdparty: false,
    script: false,
    ...request,
  });
}

const argumentsOf = ({ data }: ReturnType<typeof adoptModule>) =>
  (data as { arguments: object }).arguments;
const NO_ARGUMENTS = {
  max_image_count: 0,
  enable_cross_account_access: false,
  cross_account_ids: [],
};
/** How often a text has each kind of block for policies. */
const blocksIn = (text: string) => ({
  moved: text.match(/from = .*_policy\.this\[/g)?.length ?? 0,
  removed: text.match(/from = .*_policy\.this$/gm)?.length ?? 0,
});

describe("policies that the module can write", () => {
  const same = { lifecycle: keepLast(20), access: PULL };

  it("move, and the arguments that keep them are printed", () => {
    const report = adopt([...held(BACKEND, same), ...held(FRONTEND, same)]);
    expect(report.text).toMatch(
      /^# With these arguments module\.ecr keeps the policies:\n# {3}max_image_count {13}= 20\n# {3}enable_cross_account_access = true\n# {3}cross_account_ids {11}= \["222222222222"\]\n\nmoved \{/,
    );
    expect(blocksIn(report.text)).toEqual({ moved: 4, removed: 0 });
    expect(stderr).toEqual([]);
  });

  it("are the same in any order of the accounts, with any description", () => {
    const [one, other] = [root("111111111111"), root("222222222222")];
    const [rule] = (keepLast(20) as { rules: object[] }).rules;
    const report = adopt([
      ...held(BACKEND, { lifecycle: keepLast(20), access: pullFrom(one, other) }),
      ...held(CELERY, {
        lifecycle: { rules: [{ ...rule, description: "few" }] },
        access: pullFrom(other, one),
      }),
    ]);
    expect(argumentsOf(report)).toEqual({
      max_image_count: 20,
      enable_cross_account_access: true,
      cross_account_ids: ["111111111111", "222222222222"],
    });
    expect(stderr).toEqual([]);
  });

  it("may be none", () => {
    const report = adopt([...held(BACKEND, {}), ...held(FRONTEND, {})]);
    expect(argumentsOf(report)).toEqual(NO_ARGUMENTS);
    expect(report.text).toContain("#   cross_account_ids           = []\n");
    expect(stderr).toEqual([]);
  });

  it("may let the own account pull, as the module takes it", () => {
    const access = pullFrom(root("123456789012"));
    expect(argumentsOf(adopt(held(BACKEND, { access })))).toMatchObject({
      cross_account_ids: ["123456789012"],
    });
  });

  it("are those of the call's repositories alone", () => {
    const others = [
      ...held("staging/frontend", { lifecycle: keepLast(5), access: LAMBDA }),
      ...held(REDIS, { lifecycle: UNTAGGED }),
      ...held(FRONTEND, { lifecycle: UNTAGGED }, "eu-west-1", "eu"),
    ];
    const report = adopt([...held(FRONTEND, same), ...others], { region: "us-east-1" });
    expect(argumentsOf(report)).toMatchObject({ max_image_count: 20 });
    expect(blocksIn(report.text)).toEqual({ moved: 2, removed: 0 });
    expect(stderr).toEqual([expect.stringContaining("Not moved: thirdparty/redis.")]);
  });

  it("are in the partition of the region", () => {
    const access = pullFrom("arn:aws-cn:iam::222222222222:root");
    expect(argumentsOf(adopt(held(BACKEND, { access }, "cn-north-1")))).toMatchObject({
      cross_account_ids: ["222222222222"],
    });
  });
});

describe("policies that the module cannot write", () => {
  it.each<[string, object, object | undefined, string[]]>([
    [
      "other rules",
      UNTAGGED,
      undefined,
      [`${BACKEND}: lifecycle policy, rule 1: untagged images expire 7 days after the push`],
    ],
    [
      "other rules beside a count",
      UNTAGGED,
      keepLast(20),
      [
        `${BACKEND}: lifecycle policy, rule 1: untagged images expire 7 days after the push`,
        `${FRONTEND}: lifecycle policy, rule 1: images expire, all but the newest 20`,
      ],
    ],
    [
      "two counts",
      keepLast(10),
      keepLast(20),
      [
        `${BACKEND}: lifecycle policy, rule 1: images expire, all but the newest 10`,
        `${FRONTEND}: lifecycle policy, rule 1: images expire, all but the newest 20`,
      ],
    ],
    [
      "a count, and none",
      keepLast(10),
      undefined,
      [`${BACKEND}: lifecycle policy, rule 1: images expire, all but the newest 10`],
    ],
  ])("leave the state, and AWS keeps them: %s", (_what, first, second, lines) => {
    const report = adopt([
      ...held(BACKEND, { lifecycle: first, access: PULL }),
      ...held(FRONTEND, { ...(second && { lifecycle: second }), access: PULL }),
    ]);
    expect(argumentsOf(report)).toEqual({
      ...NO_ARGUMENTS,
      enable_cross_account_access: true,
      cross_account_ids: ["222222222222"],
    });
    const commands = lines
      .map((line) => line.split(":")[0])
      .map((name) => `#   terraform state rm 'module.old.${LIFECYCLE}.this["${name}"]'\n`);
    expect(report.text).toContain(`
# other repositories, run this instead of the block:
${commands.join("")}removed {
  from = module.old.${LIFECYCLE}.this

  lifecycle {
    destroy = false
  }
}`);
    expect(blocksIn(report.text)).toEqual({ moved: 2, removed: 1 });
    expect(stderr).toEqual([
      "Left alone in AWS: modules/ecr has one count of images for all repositories, and cannot write these.",
      ...lines.map((line) => `  ${line}`),
      expect.stringMatching(/^Leave max_image_count at 0: .*`artos-ecr review --plan`\.$/),
    ]);
  });

  it("leave the state by statement too", () => {
    const report = adopt([
      ...held(BACKEND, { lifecycle: keepLast(5), access: LAMBDA }),
      ...held(FRONTEND, { lifecycle: keepLast(5), access: PULL }),
    ]);
    expect(argumentsOf(report)).toEqual({ ...NO_ARGUMENTS, max_image_count: 5 });
    expect(report.text).toContain(`  from = module.old.${ACCESS}.this\n`);
    expect(blocksIn(report.text)).toEqual({ moved: 2, removed: 1 });
    expect(stderr).toEqual([
      "Left alone in AWS: modules/ecr has one list of accounts for all repositories, and cannot write these.",
      `  ${BACKEND}: repository policy, statement 1: lambda.amazonaws.com may ecr:BatchGetImage and ecr:GetDownloadUrlForLayer`,
      expect.stringContaining(`${FRONTEND}: repository policy, statement "AllowCrossAccountPull"`),
      expect.stringMatching(/^Leave enable_cross_account_access at false: /),
    ]);
  });

  it.each<[string, object | undefined]>([
    ["two lists of accounts", pullFrom(root("222222222222"), root("333333333333"))],
    ["a list, and none", undefined],
  ])("leave the state with %s", (_what, access) => {
    const report = adopt([
      ...held(BACKEND, { access: PULL }),
      ...held(FRONTEND, access ? { access } : {}),
    ]);
    expect(argumentsOf(report)).toEqual(NO_ARGUMENTS);
    expect(blocksIn(report.text)).toEqual({ moved: 0, removed: 1 });
  });

  it("leave the state by commands, after the moves", () => {
    const report = adopt(held(BACKEND, { lifecycle: UNTAGGED, access: PULL }), { script: true });
    expect(report.text.split("\n").filter((line) => !line.startsWith("#"))).toEqual([
      `terraform state mv 'module.old.aws_ecr_repository.this["${BACKEND}"]' 'module.ecr.aws_ecr_repository.backend'`,
      `terraform state mv 'module.old.${ACCESS}.this["${BACKEND}"]' 'module.ecr.${ACCESS}.backend[0]'`,
      `terraform state rm 'module.old.${LIFECYCLE}.this["${BACKEND}"]'`,
    ]);
    expect(report.text).toMatch(/^# With these arguments module\.ecr keeps the policies:$/m);
  });

  it("count those of shared repositories if the call has them", () => {
    const resources = [
      ...held(FRONTEND, { lifecycle: keepLast(5) }),
      ...held(REDIS, { lifecycle: keepLast(6) }),
    ];
    expect(argumentsOf(adopt(resources))).toMatchObject({ max_image_count: 5 });
    expect(argumentsOf(adopt(resources, { thirdparty: true }))).toMatchObject({
      max_image_count: 0,
    });
  });

  it("have a block for each resource of the code, without any key", () => {
    const at = (name: string, address: string) =>
      held(name, { lifecycle: UNTAGGED }).map((resource) =>
        resource.type === LIFECYCLE ? { ...resource, address } : resource,
      );
    const { text } = adopt([
      ...at(BACKEND, `module.a["x.y[0]"].module.b[1].${LIFECYCLE}.one[0]`),
      ...at(CELERY, `module.a["z"].module.b[0].${LIFECYCLE}.one[0]`),
      ...at(FRONTEND, `${LIFECYCLE}.frontend`),
    ]);
    expect(text.match(/^(# {3}terraform| {2}from = .*policy).*$/gm)).toEqual([
      `#   terraform state rm 'module.a["x.y[0]"].module.b[1].${LIFECYCLE}.one[0]'`,
      `#   terraform state rm 'module.a["z"].module.b[0].${LIFECYCLE}.one[0]'`,
      `  from = module.a.module.b.${LIFECYCLE}.one`,
      `#   terraform state rm '${LIFECYCLE}.frontend'`,
      `  from = ${LIFECYCLE}.frontend`,
    ]);
  });

  it("have a command alone if the module has a resource at their address", () => {
    const address = `module.ecr.${LIFECYCLE}.backend`;
    const resources = held(BACKEND, { lifecycle: UNTAGGED }).map((resource) =>
      resource.type === LIFECYCLE ? { ...resource, address } : resource,
    );
    const { text } = adopt(resources);
    expect(text).not.toContain("removed {");
    expect(text).toContain(
      `# This resource is still in the code: run this before you plan.\n#   terraform state rm '${address}'`,
    );
  });

  it("are read as such if the state does not hold them", () => {
    const resources = held(BACKEND, { lifecycle: keepLast(5) }).map((resource) =>
      resource.type === LIFECYCLE ? { ...resource, values: { repository: BACKEND } } : resource,
    );
    expect(argumentsOf(adopt(resources))).toEqual(NO_ARGUMENTS);
    expect(stderr[1]).toContain("lifecycle policy, cannot be read");
  });

  it("differ if a state holds them twice, and differently", () => {
    const twice = [
      ...held(BACKEND, { lifecycle: keepLast(5) }),
      ...held(BACKEND, { lifecycle: keepLast(6) }, "us-east-1", "other"),
    ];
    expect(argumentsOf(adopt(twice))).toEqual(NO_ARGUMENTS);
  });
});
