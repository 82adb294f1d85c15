import { REPOSITORY_NAME } from "./aws-formats.ts";
import { checkSettings } from "./check-settings.ts";
import { matches } from "./predicate.ts";
import { nameClashes } from "./repository-names.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import * as rule from "./rule.ts";
import type { Setting, SettingTable } from "./setting.ts";
import { SETTINGS } from "./setting-table.ts";
import { isObject } from "./setting-type.ts";

const NAME_WORDS = {
  must: "must be 1 to 64 letters, digits, '_' or '-', with a letter first",
  source: "Terraform, Identifiers",
};
const isTerraformName = matches("[A-Za-z][A-Za-z0-9_-]{0,63}");

/** What each part of an image must be. */
export const REPOSITORY_SETTINGS: SettingTable<RepositorySettings> = {
  component: {
    type: "string",
    description: "Key in the outputs, `Component` tag and name of the Terraform resources.",
    rules: [rule.value(NAME_WORDS, isTerraformName)],
  },
  name: {
    type: "string",
    description: "Name below the environment's, or the full name of a shared repository.",
    rules: [
      rule.value(
        {
          must: "must be segments joined by '/', each of lower-case letters and digits in parts joined by single '.', '_' or '-'",
          source: "ECR API, CreateRepository, repositoryName",
        },
        matches(REPOSITORY_NAME),
      ),
    ],
  },
  shared: {
    type: "bool",
    description: "Whether one repository serves all environments.",
    default: false,
    rules: [],
  },
  purpose: { type: "string", description: "What the image is for.", rules: [] },
  formerly: {
    type: "string or list(string)",
    description: "The component before it was renamed, or all that it had, the oldest first.",
    optional: true,
    rules: [
      ofOneOrMore(rule.eachItem(NAME_WORDS, isTerraformName)),
      ofOneOrMore(
        rule.noRepeats({ must: "must be listed once", source: "Terraform, Refactoring" }),
      ),
    ],
  },
  lifecyclePolicy: leftAlone("Whether the lifecycle policy in AWS is left alone."),
  repositoryPolicy: leftAlone("Whether the repository policy in AWS is left alone."),
  maxImageCount: override(SETTINGS.maxImageCount),
  imageTagMutability: override(SETTINGS.imageTagMutability),
  scanOnPush: override(SETTINGS.scanOnPush),
  crossAccountIds: override(SETTINGS.crossAccountIds),
  tags: override(SETTINGS.tags),
};

function leftAlone(description: string): Setting<"unmanaged" | undefined> {
  const words = {
    must: 'must be "unmanaged" or left out',
    source: "README, Your own repositories",
  };
  return {
    type: "string",
    description,
    optional: true,
    rules: [rule.value(words, matches("unmanaged"))],
  };
}

function ofOneOrMore(check: rule.Check<readonly string[]>): rule.Check<string | readonly string[]> {
  return {
    ...check,
    breaches: (value) =>
      typeof value === "string"
        ? check.breaches([value]).map((breach) => ({ ...breach, at: "" }))
        : check.breaches(value),
  };
}

function override<T>({ default: _, ...setting }: Setting<T>): Setting<T | undefined> {
  return { ...setting, optional: true } as Setting<T | undefined>;
}

const NOT_AN_IMAGE = { must: "must be an object", source: "README, Your own repositories" };

/** A catalogue keeps the rules of each of its repositories, and no two images are in each other's way. */
export const repositoriesKeepTheirRules: rule.Check<readonly RepositorySettings[]> = {
  must: "must be right, each image by itself and beside the others",
  source: "README, Your own repositories",
  about: "each part",
  breaches: (repositories) => [
    ...Array.from<unknown>(repositories).flatMap((image, index) => {
      if (!isObject(image)) return [{ ...NOT_AN_IMAGE, at: `[${index}]`, value: image }];
      return checkSettings("", REPOSITORY_SETTINGS, [], image).problems.map(
        ({ path, ...problem }): rule.PartBreach => ({
          ...problem,
          at: `[${labelOf(image, index)}]${path}`,
        }),
      );
    }),
    ...nameClashes(repositories),
  ],
};

function labelOf(image: Partial<RepositorySettings>, index: number): string {
  return JSON.stringify(typeof image.component === "string" ? image.component : index);
}
