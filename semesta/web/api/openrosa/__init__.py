"""An OpenRosa 1.0 server: ODK Collect and the offline page fetch the form and lists of a round and send visits.

Who asks is known by the token in the address (core of it: casework/actions/field.give_access). No session, no cookie.
"""
