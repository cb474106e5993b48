"""Pages for browsers: the chat of the web channel, joining, one-tap links, the calendar."""
