-- Cards by segment and flow.
SELECT month, segment, kind, cause, card_count FROM every_member_balance
