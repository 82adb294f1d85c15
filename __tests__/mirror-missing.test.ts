import { describe, expect, test } from "vitest";
import { failure } from "../cli/command-error.ts";
import type { EcrRepositories } from "../cli/copying/ecr-repositories.ts";
import type { ImageCopier } from "../cli/copying/image-copier.ts";
import { UntilExpired } from "../cli/ecr/until-expired.ts";
import { planTags } from "../cli/mirror/plan-tags.ts";

const UPSTREAM = "127.0.0.1:1/some/tool"; // Nobody answers there: the program is asked.

async function errorOf(printed: string): Promise<string | undefined> {
  const copier = { digest: () => Promise.reject(failure(printed)) };
  const repositories = { get: async () => ({}) };
  const wanted = { component: "tool", name: "thirdparty/tool", upstream: UPSTREAM, tag: "1" };
  const [plan] = await planTags(
    [{ ...wanted, pin: undefined }],
    repositories as unknown as EcrRepositories,
    copier as unknown as ImageCopier,
    new UntilExpired(),
  );
  return plan && "result" in plan ? plan.result.error : undefined;
}

describe("what a program cannot read upstream", () => {
  test.each([
    [
      "skopeo",
      `skopeo inspect ended with 1:\ntime="2026-11-28T16:47:57Z" level=fatal msg="Error parsing image name \\"docker://${UPSTREAM}:1\\": reading manifest 1 in ${UPSTREAM}: manifest unknown: manifest unknown"`,
    ],
    [
      "skopeo, of a repository that is not there",
      `skopeo inspect ended with 1:\nreading manifest 1 in ${UPSTREAM}: name unknown: repository name not known to registry`,
    ],
    [
      "crane",
      `crane manifest ended with 1:\nError: fetching manifest ${UPSTREAM}:1: GET http://${UPSTREAM}: MANIFEST_UNKNOWN: manifest unknown; map[Tag:1]`,
    ],
    ["docker", `docker buildx ended with 1:\nERROR: ${UPSTREAM}:1: not found`],
  ])("is missing by the words of %s, in one line", async (_tool, printed) => {
    expect(await errorOf(printed)).toBe(
      `upstream has no ${UPSTREAM}:1: correct the tag or the name in third-party-images.json`,
    );
  });

  test.each([
    "skopeo inspect ended with 1:\nrequested access to the resource is denied",
    `docker buildx ended with 1:\nexec: "docker-credential-desktop": executable file not found in $PATH`,
  ])("is reported in its words otherwise", async (printed) => {
    expect(await errorOf(printed)).toBe(printed);
  });
});
