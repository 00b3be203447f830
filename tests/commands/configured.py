"""A configuration of one EHR, for the tests of the command line."""

CONFIGURED = """
[app]
base_url = "http://127.0.0.1:8701"
database_url = "sqlite:///chairside.db"
keys_dir = "keys"
[[ehr]]
name = "general-test"
vendor = "generic"
iss = "http://127.0.0.1:8700/fhir"
client_id = "chairside"
scopes = "launch openid fhirUser patient/Patient.rs"
setting = "facility"
timezone = "America/Chicago"
frame_ancestors = ["http://127.0.0.1:8700"]
"""
