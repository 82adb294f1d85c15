import { matches } from "../terraform/predicate.ts";
import { REPOSITORY_NAME } from "./aws-formats.ts";
import { checkSettings } from "./check-settings.ts";
import type { Image } from "./image.ts";
import * as rule from "./rule.ts";
import type { Setting, SettingTable } from "./setting.ts";
import { SETTINGS } from "./setting-table.ts";
import { isObject } from "./setting-type.ts";

const isTerraformName = rule.value<string>(
  {
    must: "must be 1 to 64 letters, digits, '_' or '-', with a letter first",
    source: "Terraform, Identifiers",
  },
  matches("[A-Za-z][A-Za-z0-9_-]{0,63}"),
);

/** What each part of an image must be. */
export const IMAGE_SETTINGS: SettingTable<Image> = {
  component: {
    type: "string",
    description: "Key in the outputs, `Component` tag and name of the Terraform resources.",
    rules: [isTerraformName],
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
    type: "string",
    description: "The component before it was renamed.",
    optional: true,
    rules: [isTerraformName],
  },
  maxImageCount: override(SETTINGS.maxImageCount),
  imageTagMutability: override(SETTINGS.imageTagMutability),
  scanOnPush: override(SETTINGS.scanOnPush),
  crossAccountIds: override(SETTINGS.crossAccountIds),
  tags: override(SETTINGS.tags),
};

function override<T>({ default: _, ...setting }: Setting<T>): Setting<T | undefined> {
  return { ...setting, optional: true } as Setting<T | undefined>;
}

const NOT_AN_IMAGE = { must: "must be an object", source: "README, Your own images" };

/** A catalogue keeps the rules of each of its images, and no two images are in each other's way. */
export const imagesKeepTheirRules: rule.Check<readonly Image[]> = {
  must: "must be right, each image by itself and beside the others",
  source: "README, Your own images",
  about: "each part",
  breaches: (images) => {
    const single = Array.from(images, (image, index) => {
      if (!isObject(image)) return [{ ...NOT_AN_IMAGE, at: `[${index}]`, value: image }];
      const label = typeof image.component === "string" ? image.component : index;
      return checkSettings("", IMAGE_SETTINGS, [], image).problems.map(
        ({ path, ...problem }): rule.PartBreach => ({
          ...problem,
          at: `[${JSON.stringify(label)}]${path}`,
        }),
      );
    }).flat();
    return single.length > 0 ? single : [...repeats(images), ...staleFormerNames(images)];
  },
};

function repeats(images: readonly Image[]): rule.PartBreach[] {
  const components = new Set<string>();
  return images.flatMap(({ component }, index) => {
    const isTaken = components.has(component);
    components.add(component);
    return isTaken
      ? [
          {
            at: `[${index}].component`,
            value: component,
            must: "must be another than any earlier image's",
            source: "Terraform, Resource addresses",
          },
        ]
      : [];
  });
}

function staleFormerNames(images: readonly Image[]): rule.PartBreach[] {
  const taken = new Set(images.map(({ component }) => component));
  return images.flatMap(({ component, formerly }) => {
    if (formerly === undefined) return [];
    const isTaken = taken.has(formerly);
    taken.add(formerly);
    return isTaken
      ? [
          {
            at: `[${JSON.stringify(component)}].formerly`,
            value: formerly,
            must: "must be neither the component nor the former one of another image",
            source: "Terraform, moved blocks",
          },
        ]
      : [];
  });
}
