import os

from flask_appbuilder.security.manager import AUTH_LDAP

WTF_CSRF_ENABLED = True
AUTH_TYPE = AUTH_LDAP
AUTH_USER_REGISTRATION = True
AUTH_USER_REGISTRATION_ROLE = "Public"
AUTH_ROLES_SYNC_AT_LOGIN = True
AUTH_ROLES_MAPPING = {"cn=planners,ou=groups,dc=example,dc=org": ["User"]}
AUTH_LDAP_SERVER = "ldaps://ldap.example.org"
AUTH_LDAP_TLS_DEMAND = True
AUTH_LDAP_TLS_CACERTFILE = "/etc/ssl/certs/ca.pem"
AUTH_LDAP_BIND_USER = "cn=airflow,dc=example,dc=org"
AUTH_LDAP_BIND_PASSWORD = os.environ["LDAP_PASSWORD"]
