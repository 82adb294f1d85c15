import { type TerraformBackend, TerraformStack } from "cdktf";

/**
 * A stack whose Terraform JSON is a module. The provider and the backend are the caller's, so it
 * writes neither, nor CDKTF's `"//"` notes.
 */
export class TerraformModuleStack extends TerraformStack {
  /** The backend is the caller's. CDKTF's own default would write the path of this machine. */
  override ensureBackendExists(): TerraformBackend {
    return undefined as unknown as TerraformBackend;
  }

  // biome-ignore lint/suspicious/noExplicitAny: CDKTF's own signature
  override toTerraform(): any {
    const { provider: _, ...module } = super.toTerraform();
    return withoutNotes(module);
  }
}

function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNotes(item)]));
}
