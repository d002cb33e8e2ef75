export COOPR_UI_PORT=8100 # finding: listener/plain-http
export COOPR_UI_SSL=true # finding: component/dead-key
export COOPR_REJECT_UNAUTH=false # finding: channel/tls-verification
export COOPR_SERVER_URI=http://coopr.shop.example:55054 # finding: channel/encrypted
