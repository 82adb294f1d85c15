import { defineConfig } from "vitest/config";

// The tests that a mutant is tried on: those that need no other program.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    include: ["__tests__/*.test.ts"],
    isolate: false,
    setupFiles: ["__tests__/support/cdktf-matchers.ts"],
  },
});
