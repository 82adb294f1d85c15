import type { Grants } from "../../policies/access/grants.ts";
import type { PolicyPlace } from "../../policies/access/policy-place.ts";
import { isObject } from "../../policies/json.ts";
import type { Problem } from "../problem.ts";

/** What the principals of a policy depend on. */
export type Place = Pick<PolicyPlace, "partition" | "accountId">;

/**
 * The grants that do not fit where a repository is.
 *
 * @param path the path of the grants, such as `pull`
 */
export function placeProblems(path: string, grants: Grants = {}, place: Place): Problem[] {
  const { accountIds = [], principalArns = [], services = [] } = grants;
  return [
    ...accountIds.flatMap((id, index) =>
      id === place.accountId
        ? [
            {
              path: `${path}.accountIds[${index}]`,
              value: id,
              must: "must not be the environment's own account, which has access already",
              source: "ECR, Repository policies" as const,
            },
          ]
        : [],
    ),
    ...inPartition(`${path}.principalArns`, principalArns, place),
    ...services.flatMap(({ sourceArns = [] }, index) =>
      inPartition(`${path}.services[${index}].sourceArns`, sourceArns, place),
    ),
  ];
}

/**
 * The principals of a statement that are in another partition.
 *
 * @param path the path of the statement, such as `policyStatements[0]`
 */
export function foreignPrincipals(
  path: string,
  statement: unknown,
  { partition }: Pick<Place, "partition">,
): Problem[] {
  const { Principal } = isObject(statement) ? statement : {};
  const names = isObject(Principal) ? [Principal.AWS].flat() : [];
  const arns = names.filter((name) => typeof name === "string");
  return inPartition(path, arns, { partition }).map((problem) => ({
    ...problem,
    path: `${path}.Principal`,
  }));
}

function inPartition(
  path: string,
  arns: readonly string[],
  { partition }: Pick<Place, "partition">,
): Problem[] {
  return arns.flatMap((arn, index) =>
    arn.startsWith("arn:") && !arn.startsWith(`arn:${partition}:`)
      ? [
          {
            path: `${path}[${index}]`,
            value: arn,
            must: `must be in the partition of the environment's region, arn:${partition}:…`,
            source: "AWS SDKs, partitions.json" as const,
          },
        ]
      : [],
  );
}
