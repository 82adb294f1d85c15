import { defineConfig } from "vitest/config";

// The tests that a mutant is tried on: those that need no other program.
export default defineConfig({
  test: {
    include: ["__tests__/*.test.ts"],
    isolate: false,
    setupFiles: ["__tests__/support/cdktf-matchers.ts"],
  },
});
