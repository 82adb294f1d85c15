import fc from "fast-check";
import type { PullGrants, PushGrants } from "../../policies/access/grants.ts";

const digits = fc.stringMatching(/^[0-9]{12}$/);
const organization = fc.stringMatching(/^o-[a-z0-9]{10,32}$/);
const path = fc
  .tuple(
    organization,
    fc.array(fc.stringMatching(/^ou-[a-z0-9]{4,6}-[a-z0-9]{8,10}$/), { maxLength: 3 }),
    fc.constantFrom("", "*", "ou-*"),
  )
  .map(([id, units, end]) => `${[id, "r-ab12", ...units].join("/")}/${end}`);
const principal = fc
  .tuple(digits, fc.constantFrom("role", "user"), fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,64}$/))
  .map(([account, kind, name]) => `arn:aws:iam::${account}:${kind}/${name}`);
const listOf = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 5 });
const service = fc.record({
  service: fc.stringMatching(/^[a-z]{1,9}\.amazonaws\.com$/),
  sourceAccountIds: fc.uniqueArray(digits, { minLength: 1, maxLength: 3 }),
  sourceArns: listOf(digits.map((account) => `arn:aws:codebuild:us-east-1:${account}:project/*`)),
});

const grants = {
  accountIds: listOf(digits),
  organizationIds: listOf(organization),
  organizationPaths: listOf(path),
  principalArns: listOf(principal),
  services: fc.uniqueArray(service, { maxLength: 3, selector: (each) => JSON.stringify(each) }),
};

/** Grants that keep every rule, unless the policy is too long. */
export const anyPush: fc.Arbitrary<PushGrants> = fc.record(grants, { requiredKeys: [] });
export const anyPull: fc.Arbitrary<PullGrants> = fc.record(
  { ...grants, lambdaAccountIds: listOf(digits) },
  { requiredKeys: [] },
);

/** A statement of one's own that keeps every rule, unless its Sid is taken. */
export const anyStatement = fc.record(
  {
    Effect: fc.constantFrom("Allow", "Deny"),
    Principal: fc.oneof(
      fc.record({ AWS: fc.uniqueArray(principal, { minLength: 1, maxLength: 3 }) }),
      fc.record({ Service: fc.constant("lambda.amazonaws.com") }),
    ),
    Action: fc.oneof(
      fc.constantFrom("ecr:*", "ecr:Get*", "ecr:PutImage"),
      fc.constant(["ecr:BatchGetImage", "ecr:ListImages"]),
    ),
    Sid: fc.constantFrom("A", "B", "AllowPull"),
    Condition: fc.constant({ StringEquals: { "aws:PrincipalTag/team": "${aws:username}" } }),
  },
  { requiredKeys: ["Effect", "Principal", "Action"] },
);
