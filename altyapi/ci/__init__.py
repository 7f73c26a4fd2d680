"""What a change of a repository would do to the devices: shown before it is merged, without a device or a secret at hand."""
