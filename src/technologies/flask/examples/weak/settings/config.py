import os
from datetime import timedelta


class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY") or "dev"  # finding: secret/published
    SQLALCHEMY_DATABASE_URI = "postgresql://shop:Plum-Tree-77@db.example.org/shop?sslmode=disable"  # finding: channel/encrypted, secret/clear-text-file
    MAIL_SERVER = "smtp.example.org"  # finding: channel/encrypted
    MAIL_PASSWORD = "Quince-88-jam"  # finding: secret/clear-text-file
    PERMANENT_SESSION_LIFETIME = timedelta(hours=1)


class DevelopmentConfig(Config):
    TESTING = True


class ProductionConfig(Config):
    DEBUG = True  # finding: component/debug-mode
    WTF_CSRF_ENABLED = False  # finding: listener/cross-origin
    JWT_COOKIE_SECURE = False  # finding: listener/cookie-flags
    SQLALCHEMY_ECHO = True  # finding: component/data-in-logs
