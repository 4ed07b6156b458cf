"""DCI (SPDCI registry API 1.0.0) for a social registry: search at once or later, status of requests, own public key.

The standard is the address space: `/dci/v1.0.0/registry/…`. What is asked and told is in casework/dci.
"""
