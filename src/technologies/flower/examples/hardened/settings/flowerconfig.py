address = "127.0.0.1"
url_prefix = "flower"
auth = r".*@example\.org"
auth_provider = "flower.views.auth.GoogleAuth2LoginHandler"
