import { NO_ACCESS, type RepositoryAccess } from "../policies/access/access-policy.ts";
import type { PolicyPlace } from "../policies/access/policy-place.ts";
import {
  type Grantee,
  granteeProblems,
  grantsTo,
  withReadArn,
} from "../settings/access/grantee.ts";
import {
  grantsAnything,
  withGrants,
  writtenPolicy,
  writtenPolicyProblems,
} from "../settings/access/written-access.ts";
import { partitionOf } from "../settings/partition.ts";
import type { Problem } from "../settings/problem.ts";
import type { ImageRepositoryProps } from "./image-repository-props.ts";

interface Call {
  readonly kind: "pull" | "push";
  readonly grantee: Grantee;
}

/** What a repository's policy grants: the access that was set, and what calls add to it. */
export class RepositoryGrants {
  private readonly calls: Call[] = [];
  private access: RepositoryAccess = NO_ACCESS;
  private otherPolicy: string | undefined;

  /** @param path the repository's: every problem's path begins with it */
  constructor(
    private readonly path: string,
    private readonly props: Pick<ImageRepositoryProps, "region" | "accountId">,
  ) {}

  /** Sets what the settings grant. */
  set(access: RepositoryAccess): void {
    this.access = access;
  }

  /** Grants a principal more access. */
  add(kind: Call["kind"], grantee: Grantee): void {
    this.calls.push({ kind, grantee: withReadArn(grantee) });
  }

  /**
   * Lets the repository have a policy that does not follow from the grants.
   *
   * @param policy what it is, in words
   */
  setAside(policy: string): void {
    this.otherPolicy = policy;
  }

  /** Whether the repository policy follows from the grants. */
  get decideThePolicy(): boolean {
    return this.otherPolicy === undefined;
  }

  /**
   * The repository policy, as Terraform's configuration has it. Not to be used with problems.
   *
   * @param resolve the expression of a token: every reading of a role's `arn` is another token
   */
  policy(resolve: (arn: string) => string): string {
    return this.problems().length > 0 ? "{}" : writtenPolicy(this.allAccess(resolve), this.place);
  }

  problems(): Problem[] {
    const { region } = this.props;
    const isUsed = this.calls.length > 0 || grantsAnything(this.access);
    if (isUsed && this.otherPolicy !== undefined) return this.conflicts(this.otherPolicy);
    if (this.calls.length === 0) return []; // The settings are checked already.
    if (region === undefined || region.includes("${")) {
      return [
        {
          path: `${this.path}.region`,
          value: region,
          must: "must be the name of the repository's region: the ARNs in the policy depend on it",
          source: "Access, In code",
        },
      ];
    }
    const problems = this.calls.flatMap(({ kind, grantee }, index) =>
      granteeProblems(kind, this.pathOf(index), grantee, this.place),
    );
    return problems.length > 0
      ? problems
      : writtenPolicyProblems(this.path, this.allAccess(), this.place);
  }

  private allAccess(resolve = (arn: string) => arn): RepositoryAccess {
    return this.calls.reduce((all, { kind, grantee }) => {
      const { principalArns, ...others } = grantsTo(grantee);
      const arns = principalArns && { principalArns: principalArns.map(resolve) };
      return withGrants(all, kind, { ...others, ...arns });
    }, this.access);
  }

  private get place(): PolicyPlace {
    const { region = "", accountId = null } = this.props;
    return { region, partition: partitionOf(region), accountId };
  }

  private conflicts(policy: string): Problem[] {
    const source = "Access, In code";
    if (this.calls.length === 0) {
      return [
        {
          path: `${this.path}.repositoryPolicy`,
          value: undefined,
          must: `must follow from the settings, which grant access: the repository has ${policy}`,
          source,
        },
      ];
    }
    return this.calls.map(({ grantee }, index) => ({
      path: this.pathOf(index),
      value: grantee,
      must: `must not be called: the repository has ${policy}. Put the access into that policy`,
      source,
    }));
  }

  /** Such as `qa/ecr/image.api.grantPull[0]`. */
  private pathOf(call: number): string {
    const { kind } = this.calls[call]!;
    const earlier = this.calls.slice(0, call).filter((each) => each.kind === kind);
    return `${this.path}.${METHODS[kind]}[${earlier.length}]`;
  }
}

const METHODS = { pull: "grantPull", push: "grantPush" } as const;
