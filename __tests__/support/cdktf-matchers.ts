import { Testing } from "cdktf";
import { expect } from "vitest";

// CDKTF looks for Jest's global.
Object.assign(globalThis, { expect });
Testing.setupJest();

interface TerraformConstructor {
  readonly tfResourceType: string;
}

declare module "vitest" {
  interface Assertion {
    toHaveResource(type: TerraformConstructor): void;
    toHaveResourceWithProperties(type: TerraformConstructor, properties: object): void;
  }
}
