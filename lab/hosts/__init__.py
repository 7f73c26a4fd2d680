"""Linux hosts for the roles' tests: Debian with a real systemd and sshd in containers, made to look like Pardus."""
