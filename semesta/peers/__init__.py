"""The other side of a wire: clients of BPJS, Dukcapil, SATUSEHAT and DHIS2, for whom a city has credentials.

Files stay the way of a city (docs/decisions/0018); what is here makes one answer fresher or carries one figure further.
Nothing here knows Django, a run or a page. No identity number leaves this room in a log line or an exception.
"""
