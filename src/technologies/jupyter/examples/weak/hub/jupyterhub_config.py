import os

c = get_config()  # noqa
c.JupyterHub.bind_url = "http://0.0.0.0:8000/"  # finding: listener/plain-http
c.JupyterHub.authenticator_class = "dummy"  # finding: listener/anonymous-access
c.JupyterHub.admin_access = True  # finding: identity/over-privileged-default
c.JupyterHub.services = [
    {"name": "idle-culler", "api_token": "culler"},  # finding: secret/weak
]
c.LocalAuthenticator.create_system_users = True  # finding: identity/over-privileged-default
os.environ["REPORT_API_URL"] = "http://reports.example.com:5002"  # finding: channel/encrypted
os.environ["REPORT_API_VERIFY_SSL"] = "0"  # finding: channel/tls-verification
