import { checkEnvironment } from "../check-environment.ts";
import type { EnvironmentSettings } from "../environment-settings.ts";
import type { Problem } from "../problem.ts";
import { type Repository, repositoriesOf, withNormalKeys } from "../repository.ts";
import { pathOf } from "../repository-path.ts";
import type { CreationTemplate } from "./creation-template.ts";
import type { RegistryPlace } from "./replication.ts";

/**
 * The repository that ECR makes by a template. Its settings are those of an environment with one
 * repository, so that the rules are the same. Its name and component are stand-ins.
 */
export function templateRepository(template: CreationTemplate, place: RegistryPlace): Repository {
  const { settings } = checkEnvironment("", environmentOf(template, place));
  const [repository] = repositoriesOf(settings);
  return { ...repository!, tags: withNormalKeys(template.tags ?? {}) };
}

/**
 * What is wrong between the settings of a template, each of which is right.
 *
 * @param path the template's, such as `creationTemplates[0]`
 */
export function templateProblems(
  path: string,
  template: CreationTemplate,
  place: RegistryPlace,
): Problem[] {
  const { problems } = checkEnvironment(path, environmentOf(template, place));
  return problems.map((problem) => ({
    ...problem,
    path: problem.path.replace(`.${pathOf({ component: COMPONENT })}`, ""),
    must: problem.must.replace("the environment's", "the registry's"),
  }));
}

const COMPONENT = "template";

function environmentOf(template: CreationTemplate, place: RegistryPlace): EnvironmentSettings {
  const {
    prefix,
    appliedFor,
    description,
    customRoleArn,
    encryptionType,
    kmsKeyArn = null,
    imageTagMutability = appliedFor.includes("PULL_THROUGH_CACHE") ? "MUTABLE" : "IMMUTABLE",
    ...repository
  } = template;
  return {
    environment: COMPONENT,
    ...place,
    ...(encryptionType !== undefined && { encryptionType }),
    kmsKeyArn,
    repositories: [
      { component: COMPONENT, name: COMPONENT, purpose: "", imageTagMutability, ...repository },
    ],
  };
}
