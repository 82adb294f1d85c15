# Both sides of every variable's rule. Terraform 1.7 or later: terraform test

mock_provider "aws" {}

variables {
  environment = "production"
}

run "environment_of_joined_parts" {
  command = plan

  variables {
    environment = "eu-west.1_b"
  }
}

run "environment_in_upper_case" {
  command = plan

  variables {
    environment = "Production"
  }

  expect_failures = [var.environment]
}

run "environment_with_two_segments" {
  command = plan

  variables {
    environment = "a/b"
  }

  expect_failures = [var.environment]
}

run "environment_with_a_double_separator" {
  command = plan

  variables {
    environment = "a--b"
  }

  expect_failures = [var.environment]
}

run "environment_with_a_separator_at_its_end" {
  command = plan

  variables {
    environment = "a-"
  }

  expect_failures = [var.environment]
}

run "environment_empty" {
  command = plan

  variables {
    environment = ""
  }

  expect_failures = [var.environment]
}

run "environment_thirdparty" {
  command = plan

  variables {
    environment = "thirdparty"
  }

  expect_failures = [var.environment]
}

run "environment_of_229_characters" {
  command = plan

  variables {
    environment = join("", [for _ in range(229) : "a"])
  }
}

run "environment_of_230_characters" {
  command = plan

  variables {
    environment = join("", [for _ in range(230) : "a"])
  }

  expect_failures = [var.environment]
}

run "scan_on_push_false" {
  command = plan

  variables {
    scan_on_push = false
  }
}

run "image_tag_mutability_mutable" {
  command = plan

  variables {
    image_tag_mutability = "MUTABLE"
  }
}

run "image_tag_mutability_in_lower_case" {
  command = plan

  variables {
    image_tag_mutability = "mutable"
  }

  expect_failures = [var.image_tag_mutability]
}

run "encryption_with_a_key" {
  command = plan

  variables {
    encryption_type = "KMS"
    kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
  }
}

run "encryption_type_of_two_layers" {
  command = plan

  variables {
    encryption_type = "KMS_DSSE"
  }

  expect_failures = [var.encryption_type]
}

run "kms_key_of_many_regions" {
  command = plan

  variables {
    encryption_type = "KMS"
    kms_key_arn     = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"
  }
}

run "kms_key_alias" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:alias/ecr"
  }

  expect_failures = [var.kms_key_arn]
}

run "kms_key_bare_id" {
  command = plan

  variables {
    kms_key_arn = "12345678-1234-1234-1234-123456789012"
  }

  expect_failures = [var.kms_key_arn]
}

run "max_image_count_1000" {
  command = plan

  variables {
    max_image_count = 1000
  }
}

run "max_image_count_1001" {
  command = plan

  variables {
    max_image_count = 1001
  }

  expect_failures = [var.max_image_count]
}

run "max_image_count_negative" {
  command = plan

  variables {
    max_image_count = -1
  }

  expect_failures = [var.max_image_count]
}

run "max_image_count_fraction" {
  command = plan

  variables {
    max_image_count = 1.5
  }

  expect_failures = [var.max_image_count]
}

run "cross_account_ids_with_leading_zeros" {
  command = plan

  variables {
    enable_cross_account_access = true
    cross_account_ids           = ["000000000001", "000000000002"]
  }
}

run "cross_account_ids_of_11_digits" {
  command = plan

  variables {
    cross_account_ids = ["12345678901"]
  }

  expect_failures = [var.cross_account_ids]
}

run "cross_account_ids_with_an_arn" {
  command = plan

  variables {
    cross_account_ids = ["123456789012", "arn:aws:iam::123456789012:root"]
  }

  expect_failures = [var.cross_account_ids]
}

run "cross_account_ids_listed_twice" {
  command = plan

  variables {
    cross_account_ids = ["123456789012", "123456789012"]
  }

  expect_failures = [var.cross_account_ids]
}

run "tags_of_every_legal_character" {
  command = plan

  variables {
    tags = { "a Z0_.:/=+-@é" = "a Z0_.:/=+-@é" }
  }
}

run "tags_with_an_illegal_key" {
  command = plan

  variables {
    tags = { "a#" = "" }
  }

  expect_failures = [var.tags]
}

run "tags_with_an_empty_key" {
  command = plan

  variables {
    tags = { "" = "x" }
  }

  expect_failures = [var.tags]
}

run "tags_with_the_prefix_of_aws" {
  command = plan

  variables {
    tags = { "Aws:x" = "" }
  }

  expect_failures = [var.tags]
}

run "tags_with_an_illegal_value" {
  command = plan

  variables {
    tags = { a = "b*" }
  }

  expect_failures = [var.tags]
}

run "tags_with_a_null_value" {
  command = plan

  variables {
    tags = { a = null }
  }

  expect_failures = [var.tags]
}

run "tags_with_a_value_of_257_characters" {
  command = plan

  variables {
    tags = { a = join("", [for _ in range(257) : "a"]) }
  }

  expect_failures = [var.tags]
}

run "tags_48_and_the_automatic_ones" {
  command = plan

  variables {
    tags = merge({ Environment = "x", Component = "y" }, { for n in range(48) : "k${n}" => "v" })
  }
}

run "tags_49" {
  command = plan

  variables {
    tags = { for n in range(49) : "k${n}" => "v" }
  }

  expect_failures = [var.tags]
}
