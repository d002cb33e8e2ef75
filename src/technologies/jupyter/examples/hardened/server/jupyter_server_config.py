c = get_config()  # noqa
c.ServerApp.ip = "localhost"
c.ServerApp.open_browser = False
c.ServerApp.allow_origin = "https://notebooks.example.com"
c.PasswordIdentityProvider.hashed_password = "argon2:$argon2id$v=19$m=10240,t=10,p=8$c29tZSBzYWx0IGhlcmU$pRm0zIBkX0sYFYmBnS1bFw"
c.PasswordIdentityProvider.password_required = True
