/**
 * What becomes of the images of a repository that have certain tags. A rule has exactly one of
 * `tagStatus`, `tagPrefixes` and `tagPatterns`, and exactly one of the settings from `keepNewest`
 * on.
 *
 * The order of rules is their priority. The first rule that an image matches decides about it, and
 * no later rule can expire it. Source: Amazon ECR User Guide, Lifecycle policy evaluation rules.
 */
export interface LifecycleRule {
  /**
   * `"any"` for all images that no earlier rule matches; such a rule is the last. `"untagged"` for
   * images without a tag; one rule at most.
   */
  readonly tagStatus?: "any" | "untagged";

  /**
   * For images with a tag that begins with any of these texts: letters, digits, `_`, `.` and `-`.
   * Several prefixes become several rules of ECR, since ECR would demand all of them.
   */
  readonly tagPrefixes?: readonly string[];

  /**
   * For images with a tag that fits any of these patterns. `*` is any text, also none; a pattern
   * has at most four of them. Several patterns become several rules of ECR, since ECR would demand
   * all of them.
   */
  readonly tagPatterns?: readonly string[];

  /**
   * Keep this many, and expire the older ones: 1 to 999998. Images that another rule expires count,
   * too. Only with one prefix or pattern: ECR cannot count images of several together.
   */
  readonly keepNewest?: number;

  /** Expire an image this many days after its push: 1 to 36500. */
  readonly expireAfterDays?: number;

  /** Keep all of them that are not in the archive: no later rule can expire them. */
  readonly keepForever?: true;

  /**
   * Move an image to the archive if it was not pulled, or pushed, for this many days: 1 to 36500.
   * An archived image cannot be pulled until it is restored.
   */
  readonly archiveAfterDaysUnpulled?: number;

  /** Expire an image this many days after it was archived: 90 to 36500. */
  readonly expireAfterDaysArchived?: number;

  /**
   * The rule's text in AWS. An empty text writes none.
   *
   * @default - what the rule does, such as `Expire images tagged ci-* after 14 days`
   */
  readonly description?: string;
}
