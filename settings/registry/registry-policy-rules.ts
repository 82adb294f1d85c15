import * as rule from "../rule.ts";

/** The most characters of a registry policy. Source: ECR API, PutRegistryPolicy. */
const MAX_LENGTH = 10_240;

/** A rule for the JSON of a registry policy. */
export const POLICY_LENGTH = rule.value<string>(
  {
    must: `must give a registry policy of at most ${MAX_LENGTH} characters`,
    source: "ECR API, PutRegistryPolicy",
  },
  {
    holds: ({ length }) => length <= MAX_LENGTH,
    hcl: (policy) => `length(${policy}) <= ${MAX_LENGTH}`,
  },
);
