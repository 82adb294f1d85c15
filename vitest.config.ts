import { defineConfig } from "vitest/config";

// Which Node the SDK's next versions want is no news of a test run.
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

export default defineConfig({
  test: {
    // Vitest leaves a core free; the programs that tests run wait for each other.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          env,
          include: ["__tests__/*.test.ts"],
          testTimeout: 60_000,
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
          env,
          include: ["__tests__/cli/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "terraform",
          env,
          include: ["__tests__/terraform/*.test.ts"],
          globalSetup: ["__tests__/support/terraform-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
