import os


class Config:
    SECRET_KEY = os.environ["SECRET_KEY"]
    SESSION_COOKIE_SECURE = True
    JWT_COOKIE_SECURE = True
    PREFERRED_URL_SCHEME = "https"
    MAIL_SERVER = "smtp.example.org"
    MAIL_USE_TLS = True
    MAIL_PASSWORD = os.environ["MAIL_PASSWORD"]


class DevelopmentConfig(Config):
    DEBUG = True
    SECRET_KEY = "dev"


class ProductionConfig(Config):
    SQLALCHEMY_DATABASE_URI = f"postgresql://shop:{os.environ['DB_PASSWORD']}@db.example.org/shop?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem"
