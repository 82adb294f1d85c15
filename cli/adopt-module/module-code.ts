import { DOCUMENTED_REPOSITORIES } from "../../settings/documented-repositories.ts";
import { hcl } from "../../settings/hcl.ts";
import { shellQuote } from "../shell-quote.ts";
import { partsOf, withoutKey } from "../terraform/resource-address.ts";
import type { LeftAlone, ModulePolicies } from "./module-policies.ts";
import type { Move } from "./moves.ts";

/** The arguments of the module call as a comment, in HCL or in a shell script. */
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
  return `terraform state mv ${shellQuote(from)} ${shellQuote(to)}`;
}

/** A command that takes a resource out of the state. AWS keeps it. */
export function toRemoveCommand(address: string): string {
  return `terraform state rm ${shellQuote(address)}`;
}

/**
 * `removed` blocks of Terraform 1.7 and later, which take resources out of the state. AWS keeps them.
 * A block cannot name an instance key, or a resource that is still in the code: the command does it.
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
      ? ["# This resource is still in the code: run this before you plan.", ...commands].join("\n")
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

/** What is left alone, and what to do about it. */
export function leftAloneLines({ leftAlone }: ModulePolicies): string[] {
  return leftAlone.flatMap(({ type, lines }) => {
    const { reason, remedy } = ADVICE[type];
    return [`Left alone in AWS: ${reason}`, ...lines.map((line) => `  ${line}`), remedy];
  });
}

const ADVICE: Readonly<Record<LeftAlone["type"], Record<"reason" | "remedy", string>>> = {
  aws_ecr_lifecycle_policy: {
    reason: "modules/ecr has one count of images for all repositories, and cannot write these.",
    remedy:
      "Leave max_image_count at 0: any other count would overwrite them. To give all repositories one count anyway, set it and check the plan with `artos-ecr review --plan`.",
  },
  aws_ecr_repository_policy: {
    reason: "modules/ecr has one list of accounts for all repositories, and cannot write these.",
    remedy:
      "Leave enable_cross_account_access at false: accounts would overwrite them. To let the same accounts pull from all repositories anyway, set them and check the plan with `artos-ecr review --plan`.",
  },
};
