import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { hcl } from "../../settings/hcl.ts";
import { quote } from "../shell-quote.ts";
import { partsOf, withoutKey } from "../terraform/resource-address.ts";
import type { LeftAlone, ModulePolicies } from "./module-policies.ts";
import type { Move } from "./move.ts";

/** The arguments of the module call, as a comment of HCL or of a shell script. */
export function argumentsComment(module: string, { arguments: values }: ModulePolicies): string {
  return [
    `# With these arguments ${module} keeps the policies:`,
    `#   max_image_count             = ${values.max_image_count}`,
    `#   enable_cross_account_access = ${values.enable_cross_account_access}`,
    `#   cross_account_ids           = ${hcl(values.cross_account_ids)}`,
  ].join("\n");
}

/** A move as a command. */
export function toMoveCommand({ from, to }: Move): string {
  return `terraform state mv ${quote(from)} ${quote(to)}`;
}

/** A command that takes a resource out of the state. AWS keeps it. */
export function toRemoveCommand(address: string): string {
  return `terraform state rm ${quote(address)}`;
}

/**
 * Blocks of Terraform 1.7 and later that take resources out of the state. AWS keeps them. Such a block
 * takes no instance key, and no resource that the code still has: for those there is the command.
 */
export function toRemovedBlocks(module: string, addresses: readonly string[]): string[] {
  const declared = DOCUMENTED_REPOSITORIES.flatMap(({ component }) =>
    POLICY_TYPES.map((type) => `${module}.${type}.${component}`),
  );
  return [...new Set(addresses.map(resourceOf))].map((resource) => {
    const commands = addresses
      .filter((address) => resourceOf(address) === resource)
      .map((address) => `#   ${toRemoveCommand(address)}`);
    return declared.includes(resource)
      ? ["# The code still has this resource: run this before you plan.", ...commands].join("\n")
      : [
          "# AWS keeps these policies. Before Terraform 1.7, or if the code of this resource stays for",
          "# other repositories, run this instead of the block:",
          ...commands,
          `removed {\n  from = ${resource}\n\n  lifecycle {\n    destroy = false\n  }\n}`,
        ].join("\n");
  });
}

const POLICY_TYPES = ["aws_ecr_lifecycle_policy", "aws_ecr_repository_policy"] as const;

function resourceOf(address: string): string {
  return partsOf(address).map(withoutKey).join(".");
}

/** What is left alone, and what to do about it, for people. */
export function leftAloneLines({ leftAlone }: ModulePolicies): string[] {
  return leftAlone.flatMap(({ type, lines }) => {
    const { reason, remedy } = WORDS[type];
    return [`Left alone in AWS: ${reason}`, ...lines.map((line) => `  ${line}`), remedy];
  });
}

const WORDS: Readonly<Record<LeftAlone["type"], Record<"reason" | "remedy", string>>> = {
  aws_ecr_lifecycle_policy: {
    reason: "modules/ecr has one count of images for all repositories, and cannot write these.",
    remedy:
      "Leave max_image_count at 0: any other count would overwrite them. To give all repositories one count all the same, set it and judge the plan with `artos-ecr review --plan`.",
  },
  aws_ecr_repository_policy: {
    reason: "modules/ecr has one list of accounts for all repositories, and cannot write these.",
    remedy:
      "Leave enable_cross_account_access at false: accounts would overwrite them. To let the same accounts pull from all repositories all the same, set them and judge the plan with `artos-ecr review --plan`.",
  },
};
