import os

c = get_config()  # noqa
c.JupyterHub.bind_url = "http://127.0.0.1:8000/notebooks"
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "hub"
c.GenericOAuthenticator.client_secret = os.environ["OAUTH_CLIENT_SECRET"]
c.GenericOAuthenticator.token_url = "https://idp.example.com/token"
c.Authenticator.allowed_users = {"ann", "bob"}
c.JupyterHub.cookie_secret_file = "/srv/jupyterhub/cookie_secret"
c.ConfigurableHTTPProxy.auth_token = os.environ["PROXY_TOKEN"]
c.JupyterHub.internal_ssl = True
