"""What the bot shows: pure functions from values to cards."""
