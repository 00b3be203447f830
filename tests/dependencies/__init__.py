"""What the project is built on, checked: pinned, installed as pinned, of a licence that is allowed, without advisories.

`python -m tests.dependencies` is what `make check` runs, with `bill` it writes the SBOM of `make sbom`, with
`advisories` it asks what is known of each, for `make audit`.
"""
