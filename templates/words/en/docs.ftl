# The page for programs.

docs-lead = Everything a program can do with Hearth.
docs-document = The same as an OpenAPI document
docs-contents = Contents
docs-parameters = Parameters
docs-required = required
docs-request = Request
docs-responses = Responses
