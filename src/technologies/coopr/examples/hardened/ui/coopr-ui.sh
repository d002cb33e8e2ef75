export COOPR_SSL=true
export COOPR_UI_SSL_PORT=28443
export COOPR_UI_KEY_FILE=/etc/pki/tls/private/ui.key
export COOPR_UI_CERT_FILE=/etc/pki/tls/certs/ui.crt
export COOPR_SERVER_URI="https://coopr.shop.example:55054"
