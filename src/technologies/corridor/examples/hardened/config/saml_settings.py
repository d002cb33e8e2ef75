import os

SAML_SETTINGS = {
    "strict": True,
    "debug": False,
    "sp": {"entityId": "https://corridor.example.org/saml", "privateKey": os.environ["SAML_KEY"]},
    "idp": {
        "entityId": "https://idp.example.org",
        "singleSignOnService": {"url": "https://idp.example.org/sso"},
        "x509cert": os.environ["SAML_IDP_CERTIFICATE"],
    },
    "security": {
        "wantAssertionsSigned": True,
        "wantMessagesSigned": True,
        "authnRequestsSigned": True,
        "rejectDeprecatedAlgorithm": True,
    },
}
