c = get_config()  # noqa
c.ServerApp.ip = "0.0.0.0"  # finding: listener/plain-http
c.ServerApp.token = ""  # finding: listener/anonymous-access
c.ServerApp.allow_root = True  # finding: identity/over-privileged-default
c.ServerApp.allow_origin_pat = ".*"  # finding: listener/cross-origin
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors *"}}  # finding: listener/security-headers
