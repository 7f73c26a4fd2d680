"""What vendors' command lines share: grammar tables, the configuration tree, sessions, the shell, timers, files.

A platform's package gives the words (`Language`), the command tables, and what its commands do; see
docs/adding-a-platform.md, point 5.
"""
