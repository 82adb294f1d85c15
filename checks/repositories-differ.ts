import type { Problem } from "../settings/problem.ts";
import { moreLikeIt } from "./first-of-each.ts";
import { mayBeOne } from "./place.ts";
import { repositoriesIn, type WrittenRepository } from "./written-repositories.ts";
import type { WrittenStack } from "./written-stacks.ts";

/** No repository may be written twice: each of the two would change what the other created. */
export function repositoriesDiffer(stacks: readonly WrittenStack[]): Problem[] {
  const earlier = new Map<string, WrittenRepository[]>();
  return stacks.flatMap((stack) => {
    const clashes = repositoriesIn(stack).flatMap((repository) => {
      const sameName = earlier.get(repository.name) ?? [];
      earlier.set(repository.name, [...sameName, repository]);
      const other = sameName.find((each) => mayBeOne(each.place, repository.place));
      return other ? [{ repository, other }] : [];
    });
    const [first, ...more] = clashes;
    return first ? [problemOf(first.repository, first.other, more.length)] : [];
  });
}

function problemOf(
  { stack, component, name }: WrittenRepository,
  other: WrittenRepository,
  more: number,
): Problem {
  const others = moreLikeIt(more);
  if (other.stack === stack) {
    return {
      path: `${stack}.aws_ecr_repository.${component}.name`,
      value: name,
      must: `must have another name than aws_ecr_repository.${other.component} of the same stack${others}`,
      source: "ECR API, RepositoryAlreadyExistsException",
    };
  }
  return {
    path: `${stack}.aws_ecr_repository.${component}.name`,
    value: name,
    must: `must be in only one stack of an account and region: ${other.stack} writes it too${others}. If the accounts differ, set accountId in both stacks`,
    source: "ECR API, RepositoryAlreadyExistsException",
  };
}
