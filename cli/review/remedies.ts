import { widestMovedBlock } from "../terraform/moved-block.ts";
import type { Attributes, PlannedChange } from "../terraform/planned-change.ts";

/** What to do to keep a repository, in the terms of the code that describes it. */
export interface Remedies {
  putBack(change: PlannedChange): string;
  keepName(name: unknown): string;
  keepEncryption(configuration: Attributes): string;
  /** The state moves from one address to another. */
  move(from: PlannedChange, to: PlannedChange): string;
}

/** For the settings of an environment stack. */
export const SETTINGS_REMEDIES: Remedies = {
  putBack: ({ name }) =>
    `To keep it, put the component ${name} back into the settings; a shared one needs createThirdpartyRepos too.`,
  keepName: (name) =>
    `To keep it, put the environment's and the repository's name back, so that the full name is ${quote(name)}.`,
  keepEncryption: ({ encryption_type, kms_key }) =>
    encryption_type === "AES256"
      ? 'To keep it, set encryptionType: "AES256" and no kmsKeyArn.'
      : `To keep it, set encryptionType: ${quote(encryption_type)}, kmsKeyArn: ${quote(kms_key)}.`,
  move: (from, to) =>
    `To keep it, add ${quote(from.name)} to \`formerly\` in the entry of the component ${to.name}. It takes a list too, the oldest name first.`,
};

/** For HCL. */
export const HCL_REMEDIES: Remedies = {
  putBack: ({ address }) =>
    `To keep it, put ${address} back into the configuration. To keep it outside of this configuration, run \`terraform state rm '${address}'\`.`,
  keepName: (name) => `To keep it, put name = ${quote(name)} back.`,
  keepEncryption: ({ encryption_type, kms_key }) =>
    encryption_type === "AES256"
      ? 'To keep it, set encryption_type = "AES256" and no kms_key in encryption_configuration.'
      : `To keep it, set encryption_type = ${quote(encryption_type)} and kms_key = ${quote(kms_key)} in encryption_configuration.`,
  move: (from, to) =>
    `To keep it, add this to the root module, and plan again:\n${widestMovedBlock(from.address, to.address)}`,
};

function quote(value: unknown): string {
  return JSON.stringify(value);
}
