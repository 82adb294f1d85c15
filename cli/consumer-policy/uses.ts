import { LAMBDA } from "../../policies/access/accessor-words.ts";
import type { Accessor } from "../../policies/access/accessors.ts";
import { PULL_ACTIONS } from "../../policies/access/allow-pull.ts";
import { PUSH_ACTIONS } from "../../policies/access/grant-statements.ts";
import { LAMBDA_ACTIONS } from "../../policies/access/lambda-statements.ts";
import type { SynthesizedRepository } from "../../stacks/project-file/project-format.ts";

/** What someone does with images. */
export type Use = "pull" | "push" | "lambda";

/** What a use needs, and who has the repository's side of it. */
export interface Needs {
  /** The Sid of the statement in JSON, and the ending of the data source's name in HCL. */
  readonly sid: string;
  readonly name: string;
  /** Whether a client logs in to the registry. */
  readonly logsIn: boolean;
  readonly actions: readonly string[];
  /** What the repository lacks if nobody has its side, in words: `No other account may pull from`. */
  readonly nobody: string;
  /** Those who have the repository's side; undefined if its policy cannot be read. */
  consumers(repository: SynthesizedRepository): readonly Accessor[] | undefined;
}

/** The needs of each use. */
export const USES: Readonly<Record<Use, Needs>> = {
  pull: {
    sid: "PullImages",
    name: "ecr_pull",
    logsIn: true,
    actions: PULL_ACTIONS,
    nobody: "No other account may pull from REPOSITORIES: set pull or crossAccountIds too.",
    consumers: ({ pull }) => pull?.filter(hasAnIamPolicy),
  },
  push: {
    sid: "PushImages",
    name: "ecr_push",
    logsIn: true,
    actions: PUSH_ACTIONS,
    nobody: "No other account may push to REPOSITORIES: set push too.",
    consumers: ({ push }) => push?.filter(hasAnIamPolicy),
  },
  lambda: {
    sid: "DeployLambdaFunctions",
    name: "ecr_lambda",
    logsIn: false,
    actions: LAMBDA_ACTIONS,
    nobody:
      "Lambda functions of no account may run images of REPOSITORIES: set pull.lambdaAccountIds too.",
    consumers: ({ pull }) => pull?.filter(({ principal }) => principal === LAMBDA),
  },
};

function hasAnIamPolicy({ principal }: Accessor): boolean {
  return !principal.startsWith("Service ");
}
