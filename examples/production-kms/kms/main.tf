resource "aws_kms_key" "ecr" {
  description         = "Encrypts the production container images"
  enable_key_rotation = true
}

output "ecr_key_arn" {
  value = aws_kms_key.ecr.arn
}
