"""Papers that come in and go out: values in, bytes out, or bytes in, values out."""
