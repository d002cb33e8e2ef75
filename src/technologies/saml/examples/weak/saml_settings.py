# A service provider that takes nearly every answer.
SAML_LOGIN = {
    "strict": False,  # finding: channel/message-signing
    "debug": True,  # finding: component/debug-mode
    "sp": {
        "entityId": "https://shop.example.com/saml",
        "assertionConsumerService": {"url": "http://shop.example.com/saml/acs"},  # finding: channel/message-signing
        "x509cert": "",
        "privateKey": "",  # finding: channel/message-signing
    },
    "idp": {
        "entityId": "https://idp.example.com",
        "singleSignOnService": {"url": "https://idp.example.com/sso"},
        "certFingerprint": "aa:bb:cc",  # finding: channel/message-signing
    },
    "security": {
        "wantAssertionsSigned": False,  # finding: channel/message-signing
        "signatureAlgorithm": "http://www.w3.org/2000/09/xmldsig#rsa-sha1",  # finding: channel/message-signing
    },
}
