"""Questions to the database and the rows behind them. Nothing here commits or sends."""
