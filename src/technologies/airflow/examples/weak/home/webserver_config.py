from flask_appbuilder.security.manager import AUTH_LDAP

WTF_CSRF_ENABLED = False  # finding: listener/cross-origin
AUTH_TYPE = AUTH_LDAP
AUTH_ROLE_PUBLIC = "Viewer"  # finding: listener/anonymous-access
AUTH_USER_REGISTRATION = True
AUTH_USER_REGISTRATION_ROLE = "Admin"  # finding: identity/role-mapping
AUTH_LDAP_SERVER = "ldap://ldap.example.org"  # finding: channel/encrypted
AUTH_LDAP_BIND_USER = "cn=airflow,dc=example,dc=org"
AUTH_LDAP_BIND_PASSWORD = "Quince-88-jam"  # finding: secret/clear-text-file
