import datetime
import os

SECRET_KEY = "changeme"  # finding: secret/published
JWT_COOKIE_SECURE = False  # finding: listener/cookie-flags
SQLALCHEMY_DATABASE_URI = (
    "postgresql://corridor:"
    "Plum-Tree-77@db.example.org:5432/corridor"
)
CELERY_BROKER_URL = f"redis://{os.environ.get('REDIS_HOST', 'redis.example.org')}:6379/0"  # finding: channel/encrypted
WSGI_SERVER = "werkzeug"  # finding: component/development-server
TASK_TIME_LIMIT = datetime.timedelta(hours=20).total_seconds()

NOTIFICATION_PROVIDERS = {
    "email": {
        "host": "smtp.example.org",  # finding: channel/encrypted
        "port": 25,
        "username": "notify",
        "password": "Quince-88-jam",  # finding: secret/clear-text-file
        "ssl": False,
    },
}

SAML_ENABLED = True
SAML_SETTINGS = {
    "strict": True,
    "sp": {"entityId": "https://corridor.example.org/saml", "privateKey": ""},  # finding: channel/message-signing
    "idp": {"entityId": "https://idp.example.org", "x509cert": ""},  # finding: channel/message-signing
}
SAML_SETTINGS["debug"] = True  # finding: component/debug-mode
