"""A real RTSP server with real H.264: GStreamer's, behind a digest login. Run by the system's Python, which has its bindings:
`python3 gst_server.py USER PASSWORD PATTERN`. The port stands on the first line of its output."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

USER, PASSWORD, PATTERN = sys.argv[1:4]
PIPELINE = (
    f"( videotestsrc is-live=true pattern={PATTERN} ! video/x-raw,width=320,height=240,framerate=15/1 ! "
    "x264enc tune=zerolatency key-int-max=10 speed-preset=ultrafast ! rtph264pay name=pay0 pt=96 config-interval=1 )"
)

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
auth = GstRtspServer.RTSPAuth()
auth.set_supported_methods(2)  # digest: GST_RTSP_AUTH_DIGEST
token = GstRtspServer.RTSPToken()
token.set_string(GstRtspServer.RTSP_TOKEN_MEDIA_FACTORY_ROLE, "user")
auth.add_digest(USER, PASSWORD, token)
server.set_auth(auth)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(PIPELINE)
factory.set_shared(True)
role = Gst.Structure.new_empty("user")
role.set_value(GstRtspServer.RTSP_PERM_MEDIA_FACTORY_ACCESS, True)
role.set_value(GstRtspServer.RTSP_PERM_MEDIA_FACTORY_CONSTRUCT, True)
permissions = GstRtspServer.RTSPPermissions()
permissions.add_role_from_structure(role)
factory.set_permissions(permissions)
server.get_mount_points().add_factory("/", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
