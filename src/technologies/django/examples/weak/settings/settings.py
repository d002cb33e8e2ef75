SECRET_KEY = "django-insecure-4$g9"  # finding: secret/weak
DEBUG = True  # finding: component/debug-mode
ALLOWED_HOSTS = ["*"]  # finding: listener/host-header

INSTALLED_APPS = ["django.contrib.auth", "shop"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]  # finding: listener/cross-origin
AUTH_PASSWORD_VALIDATORS = []  # finding: identity/password-policy
SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"  # finding: component/unsafe-deserialisation

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example.org",  # finding: channel/encrypted
        "USER": "shop",
        "PASSWORD": "Plum-Tree-77",  # finding: secret/clear-text-file
        "OPTIONS": {"sslmode": "disable"},
    }
}
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"]}  # finding: listener/open-api
