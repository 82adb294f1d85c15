import { type App, TerraformStack } from "cdktf";
import type { Problem } from "../settings/problem.ts";
import { EnvironmentStack } from "../stacks/environment-stack.ts";

type PairRule = (first: EnvironmentStack, second: EnvironmentStack) => readonly Problem[];

/** What is wrong between the stacks of an app, each of them being right. */
export function appProblems(app: App): Problem[] {
  const environments = environmentStacks(app).filter(({ isValid }) => isValid);
  return [
    ...pairsOf(stacksOf(app)).flatMap(([first, second]) => stackIdsDiffer(first, second)),
    ...pairsOf(environments).flatMap((pair) => PAIR_RULES.flatMap((rule) => rule(...pair))),
  ];
}

/** The environment stacks of an app, valid or not. */
export function environmentStacks(app: App): EnvironmentStack[] {
  return stacksOf(app).filter((stack) => stack instanceof EnvironmentStack);
}

function stacksOf(app: App): TerraformStack[] {
  return app.node.findAll().filter((construct) => TerraformStack.isStack(construct));
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((second, index) =>
    items.slice(0, index).map((first): [T, T] => [first, second]),
  );
}

// Some file systems do not tell upper from lower case.
function stackIdsDiffer(first: TerraformStack, second: TerraformStack): Problem[] {
  const [one, other] = [first.node.id, second.node.id];
  if (one.toLowerCase() !== other.toLowerCase()) return [];
  return [
    {
      path: second.node.path,
      value: other,
      must: `must have another id than the stack at ${first.node.path}: it would overwrite its files`,
      source: "CDKTF, Stacks",
    },
  ];
}

const oneMakesThirdpartyRepositories: PairRule = (first, second) => {
  if (!first.settings.createThirdpartyRepos || !second.settings.createThirdpartyRepos) return [];
  return [
    {
      path: `${second.node.id}.createThirdpartyRepos`,
      value: true,
      must: `must be true in one environment only, and is true in ${first.node.id}`,
      source: "the ECR module's document, Third-Party/Shared Images",
    },
  ];
};

// What both share has the rule above.
const repositoriesDiffer: PairRule = (first, second) => {
  if (!mayShareRegistry(first, second)) return [];
  const both = second.repositories.filter(({ name, image }) =>
    first.repositories.some(
      (other) => other.name === name && !(other.image.shared && image.shared),
    ),
  );
  if (both.length === 0) return [];
  return [
    {
      path: `${second.node.id}.environment`,
      value: second.settings.environment,
      must: `must be another than in ${first.node.id}: both would have ${both[0]?.name} in one account and region; where the accounts differ, say so with accountId`,
      source: "ECR API, RepositoryAlreadyExistsException",
    },
  ];
};

function mayShareRegistry({ settings: a }: EnvironmentStack, { settings: b }: EnvironmentStack) {
  const mayBeOneAccount =
    a.accountId === null || b.accountId === null || a.accountId === b.accountId;
  return a.region === b.region && mayBeOneAccount;
}

const statesDiffer: PairRule = (first, second) => {
  const [a, b] = [first.settings.state, second.settings.state];
  if (!a || !b || a.bucket !== b.bucket || a.key !== b.key) return [];
  return [
    {
      path: `${second.node.id}.state.key`,
      value: b.key,
      must: `must be another than in ${first.node.id}: each would destroy what the other made`,
      source: "Terraform, Backend Type: s3",
    },
  ];
};

const PAIR_RULES = [oneMakesThirdpartyRepositories, repositoriesDiffer, statesDiffer];
