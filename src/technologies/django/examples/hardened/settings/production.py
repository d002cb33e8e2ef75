import os

from .base import *

DEBUG = os.environ.get("DJANGO_DEBUG_MODE", "False") == "True"
SECRET_KEY = os.environ["DJANGO_KEY"]
ALLOWED_HOSTS = os.environ.get("HOSTS", "shop.example.org").split(",")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/ca.pem"},
    }
}
