import os

from .saml_settings import SAML_SETTINGS

SECRET_KEY = os.environ["CORRIDOR_SECRET"]
API_KEYS = os.environ["CORRIDOR_KEYS"].split(",")
JWT_COOKIE_SECURE = True
SQLALCHEMY_DATABASE_URI = "postgresql://corridor:{}@db.example.org/corridor?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem".format(
    os.environ["CORRIDOR_DB_PASSWORD"]
)
WSGI_SERVER = "gunicorn"
SAML_ENABLED = True
NOTIFICATION_PROVIDERS = {
    "email": {
        "host": "smtp.example.org",
        "port": 465,
        "username": "notify",
        "password": os.environ["SMTP_PASSWORD"],
        "ssl": True,
    },
}
