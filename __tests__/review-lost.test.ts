import { describe, expect, it } from "vitest";
import { stayOffline } from "../cli/review/ecr-answers.ts";
import { ecrWith } from "./support/ecr-answers.ts";
import {
  change,
  type Entry,
  headlines,
  judge,
  planOf,
  replaced,
  repository,
  unchanged,
} from "./support/plans.ts";

const API = "aws_ecr_repository.api";
const KEY = "arn:aws:kms:us-east-1:111111111111:key/12345678-1234-1234-1234-123456789012";
const AES = [{ encryption_type: "AES256", kms_key: "" }];
const KMS = [{ encryption_type: "KMS", kms_key: KEY }];
const REFUSES =
  "AWS refuses to delete it while it holds images. The apply then stops half-way, and the repository's policies may be gone already.";

const three = { "payments/api": { images: 3 } };

/** The one finding of a plan. */
async function finding(changes: readonly Entry[], ecr = ecrWith(three), more = {}) {
  const { findings } = await judge(planOf(changes, more), ecr);
  expect(findings).toHaveLength(1);
  return findings[0]!;
}

const deleted = (more = {}, attributes = {}) =>
  change(API, repository("payments/api", attributes), null, more);

describe("a repository that the plan deletes", () => {
  it("is destroyed, with its images counted", async () => {
    const ecr = ecrWith(three);
    expect(await finding([deleted()], ecr)).toMatchObject({
      kind: "destroy",
      address: API,
      repository: "payments/api",
      images: { images: 3, bytes: 3_000_000, tags: 3, newestTags: ["v3", "v2", "v1"] },
      reason: `The plan deletes it. ${REFUSES}`,
      remedy: "To keep it, plan without -destroy.",
    });
    expect(ecr.asked).toEqual(["images us-east-1 111111111111 payments/api"]);
  });

  it.each([
    ["resource_config", "Its resource is no longer in the configuration."],
    ["module", "Its module call is no longer in the configuration."],
    ["repetition", "Its resource has another repetition: count or for_each."],
    ["count_index", "Its index is beyond the resource's count."],
    ["each_key", "Its key is no longer in the resource's for_each."],
    ["move_target", "A moved block moves it to an address that does not exist."],
  ])("is destroyed for Terraform's reason: %s", async (word, sentence) => {
    const reasons: Record<string, string> = {
      resource_config: "delete_because_no_resource_config",
      module: "delete_because_no_module",
      repetition: "delete_because_wrong_repetition",
      count_index: "delete_because_count_index",
      each_key: "delete_because_each_key",
      move_target: "delete_because_no_move_target",
    };
    const { reason, remedy } = await finding([deleted({ action_reason: reasons[word] })]);
    expect(reason).toBe(`The plan deletes it. ${sentence} ${REFUSES}`);
    expect(remedy).toBe(
      `To keep it, put ${API} back into the configuration. To keep it outside of this configuration, run \`terraform state rm '${API}'\`.`,
    );
  });

  it.each(["delete_because_of_the_weather", "constructor", 7])(
    "is destroyed, whatever Terraform's reason: %s",
    async (action_reason) => {
      const { reason } = await finding([deleted({ action_reason })]);
      expect(reason).toBe(`The plan deletes it. ${REFUSES}`);
    },
  );

  it.each([
    [{ "payments/api": { images: 0 } }, "It holds no image, so that AWS deletes it."],
    [{}, "AWS has no such repository."],
  ])("and holds no image, is deleted by AWS", async (repositories, fate) => {
    const { kind, images, reason } = await finding([deleted()], ecrWith(repositories));
    expect({ kind, count: images?.images }).toEqual({ kind: "destroy", count: 0 });
    expect(reason).toBe(`The plan deletes it. ${fate}`);
  });

  it("is deleted with every image if force_delete is in the state", async () => {
    const { reason } = await finding([deleted({}, { force_delete: true })]);
    expect(reason).toBe(
      "The plan deletes it. force_delete is true in the state: AWS deletes every image with it.",
    );
  });

  it("is a finding too if AWS refuses to count", async () => {
    const { images, reason } = await finding(
      [deleted()],
      ecrWith({ "payments/api": "AWS: AccessDeniedException: no" }),
    );
    expect(images).toBeNull();
    expect(reason).toBe(
      `The plan deletes it. ${REFUSES} The images were not counted: AWS: AccessDeniedException: no.`,
    );
  });

  it("is a finding offline", async () => {
    const { images, reason } = await finding([deleted()], stayOffline() as never);
    expect(images).toBeNull();
    expect(reason).toBe(`The plan deletes it. ${REFUSES}`);
  });

  it("is looked for where its ARN says, not where the provider works", async () => {
    const ecr = ecrWith({ "eu-west-1/payments/api": { images: 2 } });
    const place = { region: "eu-west-1", account: "222222222222" };
    expect(await finding([deleted({}, place)], ecr)).toMatchObject({ images: { images: 2 } });
    expect(ecr.asked).toEqual(["images eu-west-1 222222222222 payments/api"]);
  });

  it("as a deposed object is told from the one that stays", async () => {
    const found = await finding([
      unchanged(API, repository("payments/api-2")),
      deleted({ deposed: "0123abcd" }),
    ]);
    expect(headlines([found])).toEqual([`destroy:${API} (deposed object 0123abcd) payments/api 3`]);
    expect(found.reason).toBe(
      `The plan deletes it. It is left over from an earlier replacement. ${REFUSES}`,
    );
    expect(found.remedy).toBe(
      `To keep it, take the address out of the state with \`terraform state rm\`, and import the repository that belongs there.`,
    );
  });

  it("is no finding if it is taken out of the state only", async () => {
    const forgotten = deleted({ change: { actions: ["forget"] } });
    const ecr = ecrWith(three);
    expect(await judge(planOf([forgotten]), ecr)).toEqual({
      findings: [],
      changes: [
        {
          address: API,
          repository: "payments/api",
          change: "taken out of the state; AWS keeps it",
        },
      ],
    });
    expect(ecr.asked).toEqual([]);
  });
});

describe("a repository that the plan replaces", () => {
  const to = (after: object, paths: readonly unknown[], more = {}) =>
    replaced(
      API,
      repository("payments/api"),
      { ...repository("payments/api"), ...after },
      paths,
      more,
    );

  it.each([[["delete", "create"]], [["create", "delete"]]])(
    "is a finding with what forces it and what keeps it: %s",
    async (actions) => {
      const paths = [
        ["encryption_configuration", 0, "encryption_type"],
        ["encryption_configuration", 0, "kms_key"],
      ];
      const entry = to({ encryption_configuration: KMS }, paths, { change: { actions } });
      expect(await finding([entry])).toMatchObject({
        kind: "replace",
        address: API,
        repository: "payments/api",
        images: { images: 3 },
        reason: `The plan deletes it and creates it anew. encryption_configuration.encryption_type forces it: "AES256" becomes "KMS", and encryption_configuration.kms_key forces it: null becomes "${KEY}". ${REFUSES}`,
        remedy:
          'To keep it, set encryption_type = "AES256" and no kms_key in encryption_configuration.',
      });
    },
  );

  it("keeps the key of before", async () => {
    const entry = replaced(
      API,
      repository("payments/api", { encryption_configuration: KMS }),
      repository("payments/api", { encryption_configuration: AES }),
      [["encryption_configuration"]],
    );
    const { reason, remedy } = await finding([entry]);
    expect(reason).toContain(
      `encryption_configuration forces it: ${JSON.stringify(KMS)} becomes ${JSON.stringify(AES)}.`,
    );
    expect(remedy).toBe(
      `To keep it, set encryption_type = "KMS" and kms_key = "${KEY}" in encryption_configuration.`,
    );
  });

  it.each([[[]], [null], [undefined]])(
    "without a configuration of the encryption has AWS's default: %s",
    async (encryption_configuration) => {
      const entry = replaced(
        API,
        repository("payments/api", { encryption_configuration }),
        repository("payments/api", { encryption_configuration: KMS }),
        [["encryption_configuration"]],
      );
      expect((await finding([entry])).remedy).toBe(
        'To keep it, set encryption_type = "AES256" and no kms_key in encryption_configuration.',
      );
    },
  );

  it("may be replaced by a value that is known only after the apply", async () => {
    const entry = replaced(
      API,
      repository("payments/api", { encryption_configuration: KMS }),
      repository("payments/api", { encryption_configuration: [{ encryption_type: "KMS" }] }),
      [["encryption_configuration", 0, "kms_key"]],
      { change: { after_unknown: { encryption_configuration: [{ kms_key: true }] } } },
    );
    const { reason, remedy } = await finding([entry]);
    expect(reason).toContain(
      `encryption_configuration.kms_key forces it, was "${KEY}", and is known only after the apply.`,
    );
    expect(remedy).toContain(`kms_key = "${KEY}"`);
  });

  it("by a value that shows no difference, as it is known only after the apply", async () => {
    const { reason } = await finding([to({}, [["encryption_configuration", 0, "kms_key"]])]);
    expect(reason).toContain(
      "encryption_configuration.kms_key forces it, was null, and is known only after the apply.",
    );
  });

  it("by another name keeps the name, and has one remedy for each attribute", async () => {
    const entry = to({ name: "payments/web" }, [["name"], ["timeouts"], ["timeouts"]]);
    const { kind, reason, remedy } = await finding([entry]);
    expect(kind).toBe("replace");
    expect(reason).toContain('name forces it: "payments/api" becomes "payments/web", and timeouts');
    expect(remedy).toBe(
      'To keep it, put name = "payments/api" back. To keep it, put timeouts back.',
    );
  });

  it.each([
    [
      "replace_because_tainted",
      "It is tainted.",
      `To keep it, run \`terraform untaint '${API}'\`.`,
    ],
    [
      "replace_by_request",
      "The plan was made with -replace.",
      "To keep it, plan without -replace.",
    ],
    [
      "replace_by_triggers",
      "Its replace_triggered_by names something that changes.",
      "To keep it, take replace_triggered_by out.",
    ],
    [
      "replace_because_cannot_update",
      "The plan does not report why.",
      "Look at `terraform plan` for `forces replacement`.",
    ],
    [
      undefined,
      "The plan does not report why.",
      "Look at `terraform plan` for `forces replacement`.",
    ],
  ])("is replaced by Terraform's reason: %s", async (action_reason, why, remedy) => {
    const found = await finding([to({}, [], { action_reason })]);
    expect(found).toMatchObject({
      kind: "replace",
      reason: `The plan deletes it and creates it anew. ${why} ${REFUSES}`,
      remedy,
    });
  });

  it.each([[["name"]], [[{}, null]], ["name"], [7], [null]])(
    "is a finding, though what forces it is no list of paths: %j",
    async (replace_paths) => {
      const { kind, reason } = await finding([to({}, [], { change: { replace_paths } })]);
      expect(kind).toBe("replace");
      expect(reason).toContain(" The plan does not report why. ");
    },
  );

  it("with force_delete in the state loses its images", async () => {
    const entry = replaced(
      API,
      repository("payments/api", { force_delete: true }),
      repository("payments/api"),
      [["name"]],
    );
    const { kind, reason } = await finding([entry]);
    expect(kind).toBe("replace");
    expect(reason).toContain("force_delete is true in the state: AWS deletes every image with it.");
  });

  it("under an import is a finding too", async () => {
    const entry = to({ encryption_configuration: KMS }, [["encryption_configuration"]], {
      change: { importing: { id: "payments/api" } },
    });
    expect((await finding([entry])).kind).toBe("replace");
  });
});
