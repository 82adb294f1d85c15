import * as z from "zod";
import type { PullGrants, PushGrants, ServiceGrant } from "../../policies/access/grants.ts";
import { principalArnProblem } from "../../policies/access/principal-arn.ts";
import { ACCOUNT_ID } from "../aws-formats.ts";
import { matches } from "../predicate.ts";
import * as rule from "../rule.ts";
import { checking, keeping, objectOf, text, texts } from "../shape.ts";
import type { Source } from "../sources.ts";

const PRINCIPAL = "IAM User Guide, AWS JSON policy elements: Principal";
const CONDITION_KEYS = "AWS, Global condition context keys";
const CONFUSED_DEPUTY = "IAM User Guide, The confused deputy problem";

const ORGANIZATION = "o-[a-z0-9]{10,32}";
const ROOT = "r-[a-z0-9]{4,32}";
const UNIT = "ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}";

function listOf(must: string, source: Source, pattern: string) {
  return keeping(texts, [
    rule.eachItem({ must, source }, matches(pattern)),
    rule.noRepeats({ must: "must be listed once", source: "Access, The settings" }),
  ]).optional();
}

const ACCOUNTS = listOf("must be 12 digits", "AWS, AWS account identifiers", ACCOUNT_ID);

const PRINCIPALS = checking(
  keeping(texts, [rule.noRepeats({ must: "must be listed once", source: "Access, The settings" })]),
  (arns) =>
    arns.flatMap((value, index) => {
      const must = principalArnProblem(value);
      return must === undefined ? [] : [{ path: [index], value, must, source: PRINCIPAL }];
    }),
).optional();

const SERVICE = checking<ServiceGrant>(
  objectOf({
    service: keeping(text, [
      rule.value(
        {
          must: "must be the principal of an AWS service, such as codebuild.amazonaws.com",
          source: PRINCIPAL,
        },
        matches("[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.amazonaws\\.com(?:\\.cn)?"),
      ),
    ]),
    sourceAccountIds: ACCOUNTS,
    sourceArns: listOf(
      "must be an ARN with an account of 12 digits, such as arn:aws:codebuild:us-east-1:111111111111:project/*",
      CONFUSED_DEPUTY,
      "arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9*?-]*:[0-9]{12}:[^\\s]+",
    ),
  }) as unknown as z.ZodType<ServiceGrant>,
  (service) => {
    const { sourceAccountIds = [], sourceArns = [] } = service;
    if (sourceAccountIds.length + sourceArns.length > 0) return [];
    const must =
      "must have sourceAccountIds or sourceArns: otherwise anyone's resources of the service have the access";
    return [{ path: [], value: service, must, source: CONFUSED_DEPUTY }];
  },
);

const SERVICES = checking(z.array(SERVICE, "must be a list of objects"), (services) => {
  const texts = services.map((service) => JSON.stringify(service));
  return services.flatMap((value, index) =>
    texts.indexOf(texts[index]!) === index
      ? []
      : [{ path: [index], value, must: "must be listed once", source: "Access, The settings" }],
  );
}).optional();

const GRANTS = {
  accountIds: ACCOUNTS,
  organizationIds: listOf(
    "must be an organization's id, o- and 10 to 32 lower-case letters or digits",
    CONDITION_KEYS,
    ORGANIZATION,
  ),
  organizationPaths: listOf(
    "must be a path of an organization that ends with / or *, from its root to the unit, such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*",
    CONDITION_KEYS,
    `${ORGANIZATION}/(?:\\*|${ROOT}/(?:${UNIT}/)*(?:(?:ou-)?\\*)?)?`,
  ),
  principalArns: PRINCIPALS,
  services: SERVICES,
};

const PULL_LISTS = { ...GRANTS, lambdaAccountIds: ACCOUNTS };

/** The names of all lists of grants. */
export const GRANT_LISTS = Object.keys(PULL_LISTS);

/** The shape of {@link PullGrants}. */
export const PULL = objectOf(PULL_LISTS).transform(setLists) as unknown as z.ZodType<PullGrants>;

/** The shape of {@link PushGrants}. */
export const PUSH = objectOf(GRANTS).transform(setLists) as unknown as z.ZodType<PushGrants>;

/** Grants without the lists that are undefined: `{ accountIds: undefined }` is `{}`. */
export function setLists<T extends object>(grants: T): T {
  return Object.fromEntries(Object.entries(grants).filter(([, list]) => list !== undefined)) as T;
}
