import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["__tests__/*.test.ts"],
          setupFiles: ["__tests__/support/cdktf-matchers.ts"],
        },
      },
      {
        test: {
          name: "program",
          include: ["__tests__/program/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "cli",
          include: ["__tests__/cli/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "terraform",
          include: ["__tests__/terraform/*.test.ts"],
          globalSetup: ["__tests__/support/terraform-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
