"""A municipality's own repository, empty: what people decide there, and the pipeline that checks it."""
