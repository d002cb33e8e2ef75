import os

SECRET_KEY = os.environ['CORRIDOR_SECRET_KEY']
API_KEYS = os.environ['CORRIDOR_API_KEYS']
JWT_COOKIE_SECURE = True
WSGI_SERVER = 'gunicorn'
SANDBOX_MODE = False
ALLOWED_LOGINS = []
SAML_ENABLED = True
# postgresql://corridor:...@data.internal:5432/corridor?sslmode=verify-full&sslrootcert=/etc/ssl/platform-ca.pem
SQLALCHEMY_DATABASE_URI = os.environ['CORRIDOR_SQLALCHEMY_DATABASE_URI']
# rediss://corridor:...@data.internal:6379/0?ssl_cert_reqs=required&ssl_ca_certs=/etc/ssl/platform-ca.pem&ssl_certfile=/etc/corridor/broker.pem&ssl_keyfile=/etc/corridor/broker.key
CELERY_BROKER_URL = os.environ['CORRIDOR_CELERY_BROKER_URL']
CELERY_RESULT_BACKEND = os.environ['CORRIDOR_CELERY_RESULT_BACKEND']
FS_URI = 'file:///srv/corridor/files'
