import { isUnknown, type PlannedChange } from "../../terraform/planned-change.ts";
import type { Finding } from "../finding.ts";

/** What an older value of an account's setting takes away. */
const OLDER: Readonly<
  Record<
    string,
    { readonly value: string; readonly kind: Finding["kind"]; readonly reason: string }
  >
> = {
  BASIC_SCAN_TYPE_VERSION: {
    value: "CLAIR",
    kind: "scanning",
    reason:
      "basic scans of the account are then made by CLAIR, which AWS has retired, and no longer by AWS_NATIVE.",
  },
  REGISTRY_POLICY_SCOPE: {
    value: "V1",
    kind: "access",
    reason:
      "of the registry policies of the account, only ecr:ReplicateImage, ecr:CreateRepository, ecr:BatchImportUpstreamImage and ecr:* are then in force. Whoever pulls or pushes by another statement loses the access.",
  },
};

/** The settings of an account that a plan puts back to an older value. */
export function changedAccountSettings(changes: readonly PlannedChange[]): Finding[] {
  return changes
    .filter(({ type }) => type === "aws_ecr_account_setting")
    .flatMap((change) => {
      const { address, before, after } = change;
      const name = `${after?.name}`;
      const older = OLDER[name];
      if (!older || before?.value === older.value) return [];
      const isHidden = isUnknown(change, "value");
      if (!isHidden && after?.value !== older.value) return [];
      const what = isHidden ? "may set" : "sets";
      const reason = `The plan ${what} ${name} to ${older.value}: ${older.reason}`;
      const remedy = `To keep it, leave the newer value of ${name} in ${address}.`;
      return [{ kind: older.kind, address, repository: "*", images: null, reason, remedy }];
    });
}
