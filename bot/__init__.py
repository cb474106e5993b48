"""sinhhoat: coordinates the monthly meetings of many small cells under committees."""

__version__ = "0.1.0"
