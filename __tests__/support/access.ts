import type { PullGrants, PushGrants } from "../../policies/access/grants.ts";

/** An account that is granted access, and the one of the repositories. */
export const OTHER = "111111111111";
export const OWN = "222222222222";

const services = [
  { service: "codebuild.amazonaws.com", sourceAccountIds: [OTHER] },
  {
    service: "codebuild.amazonaws.com",
    sourceAccountIds: [OWN],
    sourceArns: [`arn:aws:codebuild:us-east-1:${OWN}:project/*`],
  },
];

/** Every kind of grant to push. */
export const EVERY_PUSH: Required<PushGrants> = {
  accountIds: [OTHER],
  organizationIds: ["o-a1b2c3d4e5"],
  organizationPaths: ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"],
  principalArns: [`arn:aws:iam::${OTHER}:role/ci`],
  services,
};

/** Every kind of grant to pull. */
export const EVERY_PULL: Required<PullGrants> = {
  ...EVERY_PUSH,
  accountIds: [OTHER, "333333333333"],
  lambdaAccountIds: [OWN, OTHER],
};
