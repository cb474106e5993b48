"""The measurements of `make bench`: each beside something to compare with, in the same run."""
