INSTALLED_APPS = ["django.contrib.auth", "shop"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
DEBUG = True
SECRET_KEY = "only for tests"
