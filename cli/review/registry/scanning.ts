import type { ScanningRules } from "../../../settings/registry/scan-frequency.ts";
import { blocksIn } from "./blocks.ts";
import type { Configuration } from "./configuration.ts";
import { lostScans } from "./lost-scans.ts";

/** What scans the images of a registry. */
export const SCANNING: Configuration<ScanningRules> = {
  type: "aws_ecr_registry_scanning_configuration",
  kind: "scanning",
  name: "scanning configuration",
  attributes: ["scan_type", "rule"],
  none: { type: "BASIC", rules: [] },
  gap: "The plan deletes the scanning configuration and creates it anew. What is pushed in between is not scanned by it.",
  remedy: "To go on scanning, put the type, the frequencies and the filters of before back.",
  permission: "ecr:GetRegistryScanningConfiguration",
  read: ({ scan_type, rule }) => ({
    type: `${scan_type}`,
    rules: blocksIn(rule).map(({ scan_frequency, repository_filter }) => ({
      frequency: `${scan_frequency}`,
      filters: blocksIn(repository_filter).map(({ filter }) => `${filter}`),
    })),
  }),
  ask: (ecr, place) => ecr.scanning(place),
  losses: lostScans,
};
