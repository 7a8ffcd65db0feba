"""The engine past one machine: an index in an OpenSearch cluster."""
