"""Messages to contacts: addresses, words, hours, and senders, found by place (`senders/`). Nothing here writes."""
