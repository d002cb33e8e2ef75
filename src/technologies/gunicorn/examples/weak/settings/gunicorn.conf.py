bind = "0.0.0.0:8000"  # finding: listener/plain-http
workers = 2 * 4 + 1
forwarded_allow_ips = "*"  # finding: listener/proxy-trust
reload = True  # finding: component/development-server
limit_request_line = 0  # finding: component/resource-limit
header_map = "dangerous"  # finding: listener/proxy-trust
