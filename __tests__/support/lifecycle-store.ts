import { type AnswerToEcr, BeforeMoto, type EcrRequest } from "./before-moto.ts";

/**
 * Stands before moto and keeps the lifecycle policies itself, as text, as ECR does. moto refuses
 * rules for the archive.
 */
export class LifecycleStore extends BeforeMoto {
  /** The policies by the names of their repositories. */
  readonly policies = new Map<string, string>();

  constructor() {
    super(async (asked) => this.answerTo(asked));
  }

  private answerTo({ operation, body }: EcrRequest): AnswerToEcr | undefined {
    if (!operation.endsWith("LifecyclePolicy")) return undefined;
    const { repositoryName, lifecyclePolicyText } = JSON.parse(body);
    if (operation === "PutLifecyclePolicy") this.policies.set(repositoryName, lifecyclePolicyText);
    const stored = this.policies.get(repositoryName);
    if (operation === "DeleteLifecyclePolicy") this.policies.delete(repositoryName);
    return stored === undefined
      ? { status: 400, body: { __type: "LifecyclePolicyNotFoundException", message: "none" } }
      : {
          status: 200,
          body: { registryId: "123456789012", repositoryName, lifecyclePolicyText: stored },
        };
  }
}
