import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import type { EnvironmentSettings } from "../settings/environment-settings.ts";
import type { RepositorySettings } from "../settings/repository-settings.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";
import { summaryTable } from "../stacks/summary/summary.ts";

const image = (component: string, own: Partial<RepositorySettings> = {}): RepositorySettings => ({
  component,
  name: component,
  purpose: "",
  ...own,
});

function summaryOf(...environments: EnvironmentSettings[]): string {
  const app = Testing.app();
  for (const settings of environments) {
    const stack = new EnvironmentStack(app, settings.environment, settings);
    expect(stack.node.validate()).toEqual([]);
  }
  return summaryTable(app);
}

describe("the summary", () => {
  it("shortens long lists", () => {
    const crossAccountIds = Array.from({ length: 12 }, (_, index) => `${100000000000 + index}`);
    const repositories = Array.from({ length: 11 }, (_, index) => image(`i${index}`));
    expect(
      summaryOf({
        environment: "qa",
        enableCrossAccountAccess: true,
        crossAccountIds,
        repositories,
      }),
    ).toMatchInlineSnapshot(`
      "Stack  Repositories  Tag mutability  Encryption  Images kept  May pull
      qa     qa/i0         IMMUTABLE       AES256      all          100000000000
             qa/i1                                                  100000000001
             qa/i2                                                  100000000002
             qa/i3                                                  100000000003
             qa/i4                                                  100000000004
             qa/i5                                                  100000000005
             qa/i6                                                  100000000006
             qa/i7                                                  100000000007
             qa/i8                                                  100000000008
             qa/i9                                                  100000000009
             and 1 more                                             and 2 more"
    `);
  });

  it("does not shorten a list of ten", () => {
    const repositories = Array.from({ length: 10 }, (_, index) => image(`i${index}`));
    expect(summaryOf({ environment: "qa", repositories }).split("\n").at(-1)?.trim()).toBe("qa/i9");
  });

  it("has a row for each repository where they differ, and is short elsewhere", () => {
    expect(
      summaryOf(
        {
          environment: "payments",
          maxImageCount: 30,
          repositories: [
            image("api"),
            image("worker", { maxImageCount: 5 }),
            image("e2e", { imageTagMutability: "MUTABLE", maxImageCount: null }),
          ],
        },
        { environment: "qa" },
      ),
    ).toMatchInlineSnapshot(`
      "Stack     Repositories                   Tag mutability  Encryption  Images kept  May pull
      payments  payments/api                   IMMUTABLE       AES256      last 30      own account
                payments/worker                IMMUTABLE       AES256      last 5       own account
                payments/e2e                   MUTABLE         AES256      all          own account
      qa        qa/artos-postgres-eks-backend  IMMUTABLE       AES256      all          own account
                qa/artos-postgres-eks-celery
                qa/frontend"
    `);
  });

  it("has the accounts of each repository", () => {
    const [one, two] = ["111111111111", "222222222222"];
    expect(
      summaryOf({
        environment: "qa",
        enableCrossAccountAccess: true,
        crossAccountIds: [one, two],
        repositories: [image("api"), image("own", { crossAccountIds: [] }), image("web")],
      }),
    ).toMatchInlineSnapshot(`
      "Stack  Repositories  Tag mutability  Encryption  Images kept  May pull
      qa     qa/api        IMMUTABLE       AES256      all          111111111111
                                                                    222222222222
             qa/own        IMMUTABLE       AES256      all          own account
             qa/web        IMMUTABLE       AES256      all          111111111111
                                                                    222222222222"
    `);
    expect(
      summaryOf({ environment: "qa", crossAccountIds: [one], repositories: [image("api")] }),
    ).toContain("own account");
  });

  it("tells rows apart by an account that it does not show", () => {
    const crossAccountIds = Array.from({ length: 12 }, (_, index) => `${100000000000 + index}`);
    const last = [...crossAccountIds.slice(0, -1), "333333333333"];
    const summary = summaryOf({
      environment: "qa",
      enableCrossAccountAccess: true,
      crossAccountIds,
      repositories: [image("api"), image("web", { crossAccountIds: last })],
    });
    expect(summary.match(/100000000000$/gm)).toHaveLength(2);
  });

  it("says which policies are unmanaged", () => {
    const unmanaged = { lifecyclePolicy: "unmanaged", repositoryPolicy: "unmanaged" } as const;
    expect(
      summaryOf({
        environment: "qa",
        maxImageCount: 20,
        repositories: [
          image("api"),
          image("count", { lifecyclePolicy: "unmanaged", maxImageCount: 0 }),
          image("access", { repositoryPolicy: "unmanaged" }),
          image("both", { ...unmanaged, maxImageCount: 0 }),
        ],
      }),
    ).toMatchInlineSnapshot(`
      "Stack  Repositories  Tag mutability  Encryption  Images kept  May pull
      qa     qa/api        IMMUTABLE       AES256      last 20      own account
             qa/count      IMMUTABLE       AES256      unmanaged    own account
             qa/access     IMMUTABLE       AES256      last 20      unmanaged
             qa/both       IMMUTABLE       AES256      unmanaged    unmanaged"
    `);
  });

  it("has everyone who may pull, by settings and by code", () => {
    const app = Testing.app();
    const stack = new EnvironmentStack(app, "qa", {
      environment: "qa",
      pull: { organizationIds: ["o-a1b2c3d4e5"], lambdaAccountIds: ["111111111111"] },
      repositories: [
        image("a"),
        image("b", { openToEveryAwsAccount: true, pull: {} }),
        image("c", { repositoryPolicy: "unmanaged", pull: {} }),
        image("d", { pull: {}, push: { accountIds: ["111111111111"] } }),
      ],
    });
    const role = new IamRole(stack, "ci", { assumeRolePolicy: "{}" });
    stack.imageRepository("a").grantPull(role);
    expect(summaryTable(app)).toMatchInlineSnapshot(`
      "Stack  Repositories  Tag mutability  Encryption  Images kept  May pull
      qa     qa/a          IMMUTABLE       AES256      all          \${aws_iam_role.ci.arn}
                                                                    organization o-a1b2c3d4e5
                                                                    111111111111
                                                                    Lambda in 111111111111
             qa/b          IMMUTABLE       AES256      all          every AWS account
             qa/c          IMMUTABLE       AES256      all          unmanaged
             qa/d          IMMUTABLE       AES256      all          own account"
    `);
  });
});
